// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeyPositions;
import io.radish.command.KeySpec;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.resp.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code MIGRATE}: keys that move to another server. */
final class MigrateFamily {
  private static final List<String> MOVED = List.of("RW", "access", "delete");

  /** Where the options begin. */
  private static final int OPTIONS = 6;

  /** What Redis waits where nobody says how long. */
  private static final long USUAL_TIMEOUT_MILLIS = 1000;

  private static final int MOST_PORT = 65_535;

  /** The longest name that there is; one that is longer is nobody's. */
  private static final int LONGEST_HOST = 255;

  private static final String KEY_AND_KEYS =
      "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string";

  private MigrateFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("MIGRATE")
            .arity(-6)
            .flags(WRITE, MOVABLEKEYS)
            .group("generic")
            .categories("keyspace", "dangerous")
            .since("2.6.0")
            .tips("nondeterministic_output")
            .keys(
                KeySpec.at(3, "RW", "access", "delete"),
                KeySpec.allBehind("KEYS", "RW", "access", "delete", "incomplete"))
            .keyFinder(MigrateFamily::findKeys)
            .secrets(MigrateFamily::isSecret)
            .complexity(
                "that of DUMP and DEL here and of RESTORE there, and O(N) for the transfer, where N is"
                    + " the number of bytes")
            .summary(
                "Move keys to another server; what changes meanwhile stays, and an error says so")
            .history("3.0.0", "Added the `COPY` and `REPLACE` options.")
            .history("3.0.6", "Added the `KEYS` option.")
            .history("4.0.7", "Added the `AUTH` option.")
            .history("6.0.0", "Added the `AUTH2` option.")
            .arguments(
                ArgumentSpec.string("host"),
                ArgumentSpec.integer("port"),
                ArgumentSpec.oneOf(
                    "key_or_empty_string",
                    ArgumentSpec.key(),
                    ArgumentSpec.token("empty_string", "")),
                ArgumentSpec.integer("destination-db"),
                ArgumentSpec.integer("timeout"),
                ArgumentSpec.token("copy", "COPY").since("3.0.0").optional(),
                ArgumentSpec.token("replace", "REPLACE").since("3.0.0").optional(),
                ArgumentSpec.oneOf(
                        "authentication",
                        ArgumentSpec.string("password").after("AUTH").since("4.0.7").optional(),
                        ArgumentSpec.block(
                                "username_password",
                                ArgumentSpec.string("username"),
                                ArgumentSpec.string("password"))
                            .after("AUTH2")
                            .since("6.0.0")
                            .optional())
                    .optional(),
                ArgumentSpec.key("key")
                    .keySpec(1)
                    .after("KEYS")
                    .since("3.0.6")
                    .optional()
                    .multiple())
            .handler(MigrateFamily::migrate));
  }

  /** How many arguments follow an option of its own; none where it is no such word. */
  private static int argumentsOf(Arguments request, int i) {
    if (request.matches(i, "auth")) {
      return 1;
    }
    return request.matches(i, "auth2") ? 2 : 0;
  }

  private static boolean findKeys(Arguments request, KeyPositions found) {
    if (request.count() < OPTIONS) {
      return false;
    }
    for (int i = OPTIONS; i < request.count(); i++) {
      if (request.matches(i, "keys")) {
        // With a key before them there are none: the handler has the words for that.
        int end = request.length(3) == 0 ? request.count() : 0;
        for (int key = i + 1; key < end; key++) {
          found.add(key, MOVED);
        }
        return true;
      }
      i += argumentsOf(request, i);
    }
    found.add(3, MOVED);
    return true;
  }

  private static boolean isSecret(Arguments request, int at) {
    for (int i = OPTIONS; i < at; i++) {
      int arguments = argumentsOf(request, i);
      if (at <= i + arguments) {
        return true;
      }
      if (request.matches(i, "keys")) {
        return false;
      }
      i += arguments;
    }
    return false;
  }

  private static void migrate(Call call) {
    Migration.Plan plan = plan(call);
    if (plan == null) {
      return;
    }
    if (plan.keys().isEmpty()) {
      call.reply().simple(Migration.NO_KEY);
      return;
    }
    Migration migration = new Migration(call, plan);
    call.later().answer(Lane.MIGRATIONS, migration::run);
  }

  private static Migration.@Nullable Plan plan(Call call) {
    Arguments request = call.arguments();
    boolean copy = false;
    boolean replace = false;
    List<byte[]> login = List.of();
    int firstKey = 3;
    int keys = 1;
    ArgumentCursor options = call.cursor(OPTIONS);
    while (options.hasMore()) {
      if (options.take("copy")) {
        copy = true;
      } else if (options.take("replace")) {
        replace = true;
      } else if (options.left() >= 2 && options.take("auth")) {
        login = login(request, options, 1);
      } else if (options.left() >= 3 && options.take("auth2")) {
        login = login(request, options, 2);
      } else if (options.take("keys")) {
        if (request.length(3) != 0) {
          options.fail(KEY_AND_KEYS);
          break;
        }
        firstKey = options.position();
        keys = options.left();
        break;
      } else {
        options.failSyntax();
      }
    }
    if (call.refused(options)) {
      return null;
    }
    ArgumentCursor numbers = call.cursor(4);
    long database = numbers.nextLong();
    long timeout = numbers.nextLong();
    if (call.refused(numbers)) {
      return null;
    }
    return new Migration.Plan(
        request.length(1) > LONGEST_HOST ? "" : request.text(1, LONGEST_HOST),
        port(request.text(2, Errors.QUOTED)),
        database,
        (int) Math.min(timeout <= 0 ? USUAL_TIMEOUT_MILLIS : timeout, Integer.MAX_VALUE),
        copy,
        replace,
        login,
        keysThatAreThere(call, firstKey, keys));
  }

  private static List<byte[]> login(Arguments request, ArgumentCursor options, int words) {
    List<byte[]> login = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      int word = options.position();
      if (request.length(word) > Errors.MOST_TEXT) {
        options.fail(Errors.TOO_LONG_TEXT);
        break;
      }
      login.add(request.bytes(options.skip()));
    }
    return login;
  }

  /** A port as it was written; 0, to which nothing connects, where it is none. */
  private static int port(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MOST_PORT
        ? Integer.parseInt(text)
        : 0;
  }

  private static List<byte[]> keysThatAreThere(Call call, int firstKey, int count) {
    List<byte[]> there = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (call.find(i) != null) {
        there.add(call.arguments().bytes(firstKey + i));
      }
    }
    return there;
  }
}
