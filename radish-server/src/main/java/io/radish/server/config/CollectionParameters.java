// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.Parameter.Mutability.ANY_TIME;

import io.radish.server.config.ParameterType.Size;
import io.radish.server.config.ParameterType.Whole;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to what size a collection is called by the name of Redis' compact form, as {@link Parameters}
 * has them among its own. The older names, of ziplists, are understood, too.
 */
public final class CollectionParameters {
  private static final String NAMES =
      " counts as a listpack in OBJECT ENCODING and DUMP; how it is kept does not depend on it.";

  private static final List<Parameter<?>> TABLE = new ArrayList<>();

  public static final Parameter<Long> LIST_SIZE =
      add(
          new Parameter<>(
              "list-max-listpack-size",
              List.of("list-max-ziplist-size"),
              new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
              -2L,
              ANY_TIME,
              "Redis' bound of a packed list; accepted for its tools and without effect, because"
                  + " lists are packed by rules of Radish's own."));

  public static final Parameter<Long> HASH_ENTRIES =
      entries("hash", List.of("hash-max-ziplist-entries"), 512L, "Most fields with which a hash");

  public static final Parameter<Long> HASH_VALUE =
      value("hash", List.of("hash-max-ziplist-value"), "Longest field or value with which a hash");

  public static final Parameter<Long> INTSET_ENTRIES =
      add(
          new Parameter<>(
              "set-max-intset-entries",
              new Whole(0, Long.MAX_VALUE),
              512L,
              ANY_TIME,
              "Most members with which a set of integers is kept, and counts, as an intset."));

  public static final Parameter<Long> SET_ENTRIES =
      entries("set", List.of(), 128L, "Most members with which a set");

  public static final Parameter<Long> SET_VALUE =
      value("set", List.of(), "Longest member with which a set");

  public static final Parameter<Long> ZSET_ENTRIES =
      entries(
          "zset",
          List.of("zset-max-ziplist-entries"),
          128L,
          "Most members with which a sorted set");

  public static final Parameter<Long> ZSET_VALUE =
      value("zset", List.of("zset-max-ziplist-value"), "Longest member with which a sorted set");

  public static final Parameter<Long> STREAM_NODE_BYTES =
      add(
          new Parameter<>(
              "stream-node-max-bytes",
              new Size(0, Long.MAX_VALUE, ""),
              4096L,
              ANY_TIME,
              "Most bytes of a node of a stream, 0 for any number: approximate trimming removes"
                  + " whole nodes."));

  public static final Parameter<Long> STREAM_NODE_ENTRIES =
      add(
          new Parameter<>(
              "stream-node-max-entries",
              new Whole(0, Long.MAX_VALUE),
              100L,
              ANY_TIME,
              "Most entries of such a node, 0 for any number."));

  private CollectionParameters() {}

  /** All of them, in the order of the table. */
  static List<Parameter<?>> all() {
    return List.copyOf(TABLE);
  }

  private static Parameter<Long> entries(
      String type, List<String> aliases, long most, String summary) {
    return add(
        new Parameter<>(
            type + "-max-listpack-entries",
            aliases,
            new Whole(0, Long.MAX_VALUE),
            most,
            ANY_TIME,
            summary + NAMES));
  }

  private static Parameter<Long> value(String type, List<String> aliases, String summary) {
    return add(
        new Parameter<>(
            type + "-max-listpack-value",
            aliases,
            new Size(0, Long.MAX_VALUE),
            64L,
            ANY_TIME,
            summary + NAMES));
  }

  private static Parameter<Long> add(Parameter<Long> parameter) {
    TABLE.add(parameter);
    return parameter;
  }
}
