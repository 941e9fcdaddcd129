// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ALLOW_BUSY;
import static io.radish.command.Flag.ALL_SHARDS;
import static io.radish.command.Flag.MAY_REPLICATE;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_KEYSPACE;
import static io.radish.command.Flag.NO_MANDATORY_KEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.SCRIPTED;
import static io.radish.command.Flag.SKIP_MONITOR;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.command.ScriptRefused;
import io.radish.command.ScriptRequest;
import io.radish.command.lua.LuaMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Scripts that clients send: running them, and keeping them by their digests. A script has all
 * locks, since nobody knows what keys it will touch.
 */
final class ScriptFamily {
  /** Where the number of keys stands in all commands that run something. */
  private static final int NUMBER_OF_KEYS = 2;

  private ScriptFamily() {}

  static List<Command> commands() {
    ArgumentSpec script = ArgumentSpec.string("script");
    ArgumentSpec digest = ArgumentSpec.string("sha1");
    return List.of(
        running("EVAL", "2.6.0", false, script)
            .summary("Run a script")
            .handler(call -> eval(call, false)),
        running("EVALSHA", "2.6.0", false, digest)
            .summary("Run a script that was sent before, by its SHA-1 digest")
            .handler(call -> evalsha(call, false)),
        running("EVAL_RO", "7.0.0", true, script)
            .summary("Run a script that may change nothing")
            .handler(call -> eval(call, true)),
        running("EVALSHA_RO", "7.0.0", true, digest)
            .summary("Run a script that was sent before and may change nothing, by its digest")
            .handler(call -> evalsha(call, true)),
        Command.named("SCRIPT")
            .arity(-2)
            .since("2.6.0")
            .group("scripting")
            .complexity("Depends on subcommand.")
            .summary("Keep scripts, and kill the one that runs")
            .subcommands(subcommands())
            .build());
  }

  /** A command that runs a script or function. */
  static Command.Builder running(String name, String since, boolean readOnly, ArgumentSpec what) {
    List<String> access = new ArrayList<>(List.of(readOnly ? "RO" : "RW", "access"));
    if (!readOnly) {
      access.add("update");
    }
    Command.Builder made =
        Command.named(name)
            .arity(-3)
            .since(since)
            .group("scripting")
            .categories("scripting")
            .flags(readOnly ? READONLY : MAY_REPLICATE)
            .flags(NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS, MOVABLEKEYS)
            .flags(ALL_SHARDS, NO_KEYSPACE, SCRIPTED)
            .complexity("Depends on the script that is executed.")
            .keys(keys(name, access.toArray(String[]::new)))
            .arguments(
                what,
                ArgumentSpec.integer("numkeys"),
                ArgumentSpec.key().optional().multiple(),
                ArgumentSpec.string("arg").optional().multiple());
    return made;
  }

  private static KeySpec keys(String name, String... flags) {
    return new KeySpec.Counted(NUMBER_OF_KEYS, List.of(flags), notes(name));
  }

  private static String notes(String name) {
    String how = name.endsWith("_RO") ? "RO and ACCESS" : "RW and UPDATE";
    return name.startsWith("EVALSHA")
        ? ""
        : "We cannot tell how the keys will be used so we assume the worst, " + how;
  }

  private static Command[] subcommands() {
    return new Command[] {
      subcommand("DEBUG", 3)
          .since("3.2.0")
          .flags(NOSCRIPT)
          .summary("Set whether scripts are debugged, which they cannot be here")
          .arguments(
              ArgumentSpec.oneOf(
                  "mode",
                  ArgumentSpec.token("yes", "YES"),
                  ArgumentSpec.token("sync", "SYNC"),
                  ArgumentSpec.token("no", "NO")))
          .handler(ScriptFamily::debug),
      subcommand("EXISTS", -3)
          .flags(NOSCRIPT, ALL_SHARDS, NO_KEYSPACE)
          .complexity("O(N) where N is the number of digests asked for")
          .tips("request_policy:all_shards", "response_policy:agg_logical_and")
          .summary("Say which scripts are kept")
          .arguments(ArgumentSpec.string("sha1").multiple())
          .handler(ScriptFamily::exists),
      subcommand("FLUSH", -2)
          .flags(NOSCRIPT, ALL_SHARDS, NO_KEYSPACE)
          .history("6.2.0", "Added the `ASYNC` and `SYNC` flushing mode modifiers.")
          .complexity("O(N) where N is the number of scripts kept")
          .tips("request_policy:all_nodes", "response_policy:all_succeeded")
          .summary("Forget all scripts")
          .arguments(flushType("6.2.0"))
          .handler(ScriptFamily::flush),
      Help.command("SCRIPT").group("scripting").categories("scripting").handler(ScriptFamily::help),
      subcommand("KILL", 2)
          .flags(NOSCRIPT, ALLOW_BUSY)
          .tips("request_policy:all_shards", "response_policy:one_succeeded")
          .summary("Kill the script that runs, unless it has changed something")
          .handler(call -> kill(call, false)),
      subcommand("LOAD", 3)
          .flags(NOSCRIPT, STALE, ALL_SHARDS, NO_KEYSPACE)
          .complexity("O(N) with N being the length in bytes of the script body.")
          .tips("request_policy:all_nodes", "response_policy:all_succeeded")
          .summary("Keep a script without running it")
          .arguments(ArgumentSpec.string("script"))
          .handler(ScriptFamily::load)
    };
  }

  private static Command.Builder subcommand(String name, int arity) {
    return Command.named("SCRIPT " + name)
        .arity(arity)
        .since("2.6.0")
        .group("scripting")
        .categories("scripting");
  }

  static ArgumentSpec flushType(String since) {
    return ArgumentSpec.oneOf(
            "flush-type", ArgumentSpec.token("async", "ASYNC"), ArgumentSpec.token("sync", "SYNC"))
        .optional()
        .since(since);
  }

  // ---- running ----

  private static void eval(Call call, boolean readOnly) {
    int keys = numberOfKeys(call, Errors.NOT_INTEGER);
    if (keys < 0) {
      return;
    }
    try {
      run(call, call.scripts().add(call.arguments().bytes(1)), keys, readOnly);
    } catch (ScriptRefused e) {
      refuse(call, e);
    }
  }

  private static void evalsha(Call call, boolean readOnly) {
    String digest = digest(call, 1);
    if (digest == null) {
      call.error(Errors.NO_SCRIPT);
      return;
    }
    int keys = numberOfKeys(call, Errors.NOT_INTEGER);
    if (keys < 0) {
      return;
    }
    if (!call.scripts().has(digest)) {
      call.error(Errors.NO_SCRIPT);
      return;
    }
    try {
      run(call, digest, keys, readOnly);
    } catch (ScriptRefused e) {
      refuse(call, e);
    }
  }

  private static void run(Call call, String digest, int keys, boolean readOnly)
      throws ScriptRefused {
    call.scripts()
        .run(
            call,
            new ScriptRequest(
                digest.getBytes(StandardCharsets.US_ASCII),
                0,
                words(call, NUMBER_OF_KEYS + 1, NUMBER_OF_KEYS + 1 + keys),
                words(call, NUMBER_OF_KEYS + 1 + keys, call.count()),
                call.scripts().flagsOf(digest),
                readOnly,
                List.of()));
  }

  /** A digest in lower case; null where the argument is none. */
  private static @Nullable String digest(Call call, int argument) {
    return call.arguments().length(argument) == LuaMachine.DIGEST_LENGTH
        ? call.arguments().text(argument, LuaMachine.DIGEST_LENGTH).toLowerCase(Locale.ROOT)
        : null;
  }

  /** The number of keys; negative where it is none, and the error is written. */
  static int numberOfKeys(Call call, String notANumber) {
    if (!call.arguments().isLong(NUMBER_OF_KEYS)) {
      call.error(notANumber);
      return -1;
    }
    long keys = call.arguments().toLong(NUMBER_OF_KEYS);
    if (keys > call.count() - NUMBER_OF_KEYS - 1) {
      call.refuse("Number of keys can't be greater than number of args");
      return -1;
    }
    if (keys < 0) {
      call.refuse("Number of keys can't be negative");
      return -1;
    }
    return (int) keys;
  }

  static List<byte[]> words(Call call, int from, int to) {
    List<byte[]> words = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      words.add(call.arguments().bytes(i));
    }
    return words;
  }

  static void refuse(Call call, ScriptRefused refused) {
    call.error(refused.error());
  }

  // ---- keeping ----

  private static void load(Call call) {
    try {
      call.reply().bulk(call.scripts().add(call.arguments().bytes(2)));
    } catch (ScriptRefused e) {
      refuse(call, e);
    }
  }

  private static void exists(Call call) {
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      String digest = digest(call, i);
      call.reply().integer(digest != null && call.scripts().has(digest) ? 1 : 0);
    }
  }

  private static void flush(Call call) {
    if (mayFlush(call, "SCRIPT FLUSH only support SYNC|ASYNC option")) {
      call.scripts().flush();
      call.reply().ok();
    }
  }

  /** Whether the options of a {@code FLUSH} are such; the error is written where they are not. */
  static boolean mayFlush(Call call, String error) {
    boolean known =
        call.count() == 2
            || (call.count() == 3
                && (call.arguments().matches(2, "sync") || call.arguments().matches(2, "async")));
    if (!known) {
      call.refuse(error);
    }
    return known;
  }

  static void kill(Call call, boolean function) {
    String error = call.scripts().kill(function);
    if (error == null) {
      call.reply().ok();
    } else {
      call.error(error);
    }
  }

  private static void debug(Call call) {
    if (call.arguments().matches(2, "no")) {
      call.reply().ok();
    } else if (call.arguments().matches(2, "yes") || call.arguments().matches(2, "sync")) {
      call.refuse("scripts cannot be debugged here");
    } else {
      call.refuse("Use SCRIPT DEBUG YES/SYNC/NO");
    }
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "DEBUG (YES|SYNC|NO)",
        "    Set the debug mode for subsequent scripts executed.",
        "EXISTS <sha1> [<sha1> ...]",
        "    Return information about the existence of the scripts in the script cache.",
        "FLUSH [ASYNC|SYNC]",
        "    Flush the Lua scripts cache. Very dangerous on replicas.",
        "    When called without the optional mode argument, the behavior is determined by the",
        "    lazyfree-lazy-user-flush configuration directive. Valid modes are:",
        "    * ASYNC: Asynchronously flush the scripts cache.",
        "    * SYNC: Synchronously flush the scripts cache.",
        "KILL",
        "    Kill the currently executing Lua script.",
        "LOAD <script>",
        "    Load a script into the scripts cache without executing it.");
  }
}
