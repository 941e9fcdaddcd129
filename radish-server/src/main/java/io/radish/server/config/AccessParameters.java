// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.Parameter.Mutability.ANY_TIME;
import static io.radish.server.config.Parameter.Mutability.AT_START;

import io.radish.command.CacheNames;
import io.radish.server.config.ParameterType.Choice;
import io.radish.server.config.ParameterType.Text;
import io.radish.server.config.ParameterType.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who may come in and what for, and which caches numbers lead to, as {@link Parameters} has them
 * among its own. {@code user} is not among them: there may be many, see {@link UserLine}.
 */
public final class AccessParameters {
  private static final List<Parameter<?>> TABLE = new ArrayList<>();

  public static final Parameter<String> ACLFILE =
      add(
          new Parameter<>(
              "aclfile",
              new Text("a file", false),
              "",
              AT_START,
              "File of users, one a line, which ACL SAVE writes and ACL LOAD reads; none where"
                  + " empty."));

  public static final Parameter<Long> ACLLOG_MAX_LEN =
      add(
          new Parameter<>(
              "acllog-max-len",
              new Whole(0, 1_000_000),
              128L,
              ANY_TIME,
              "Refusals remembered for ACL LOG."));

  public static final Parameter<String> ACL_PUBSUB_DEFAULT =
      add(
          new Parameter<>(
              "acl-pubsub-default",
              Choice.of("allchannels", "resetchannels"),
              "resetchannels",
              ANY_TIME,
              "Whether a new user may use all channels before a rule says so."));

  public static final Parameter<Map<Integer, String>> DATABASE_NAMES =
      add(
          new Parameter<>(
              "database-names",
              new Parsed<>(
                  "numbers from 1 to 15 with caches, such as 3=users",
                  words -> Map.copyOf(CacheNames.parse(String.join(" ", words))),
                  names ->
                      names.entrySet().stream()
                          .sorted(Map.Entry.comparingByKey())
                          .map(entry -> entry.getKey() + "=" + entry.getValue())
                          .toList()),
              Map.of(),
              ANY_TIME,
              "Caches that SELECT of a number leads to, in the place of db1, db2 and so on."));

  private AccessParameters() {}

  /** All of them, in the order of the table. */
  static List<Parameter<?>> all() {
    return List.copyOf(TABLE);
  }

  private static <P extends Parameter<?>> P add(P parameter) {
    TABLE.add(parameter);
    return parameter;
  }
}
