// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ALLOW_BUSY;
import static io.radish.command.Flag.ALL_SHARDS;
import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_KEYSPACE;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Libraries;
import io.radish.command.ScriptRefused;
import io.radish.command.ScriptRequest;
import io.radish.command.Scripts;
import io.radish.command.access.ByteText;
import io.radish.memory.ByteView;
import io.radish.rdb.FunctionPayload;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Libraries of functions, which stay until they are deleted, and running what they registered. */
final class FunctionFamily {
  /** A name that is longer names nothing. */
  private static final int LONGEST_NAME = 1024;

  private static final String BAD_NUMBER = "ERR Bad number of keys provided";

  private FunctionFamily() {}

  static List<Command> commands() {
    ArgumentSpec function = ArgumentSpec.string("function");
    return List.of(
        ScriptFamily.running("FCALL", "7.0.0", false, function)
            .complexity("Depends on the function that is executed.")
            .summary("Run a function of a library")
            .handler(call -> run(call, false)),
        ScriptFamily.running("FCALL_RO", "7.0.0", true, function)
            .complexity("Depends on the function that is executed.")
            .summary("Run a function of a library that changes nothing")
            .handler(call -> run(call, true)),
        Command.named("FUNCTION")
            .arity(-2)
            .since("7.0.0")
            .group("scripting")
            .complexity("Depends on subcommand.")
            .summary("Load and delete libraries of functions, and kill the one that runs")
            .subcommands(subcommands())
            .build());
  }

  private static Command[] subcommands() {
    return new Command[] {
      changing("DELETE", 3)
          .flags(WRITE)
          .summary("Delete a library with its functions")
          .arguments(ArgumentSpec.string("library-name"))
          .handler(FunctionFamily::delete),
      subcommand("DUMP", 2)
          .flags(ALL_SHARDS, NO_KEYSPACE)
          .complexity("O(N) where N is the number of functions")
          .summary("Give all libraries as a payload for FUNCTION RESTORE")
          .handler(FunctionFamily::dump),
      changing("FLUSH", -2)
          .flags(WRITE)
          .complexity("O(N) where N is the number of functions deleted")
          .summary("Delete all libraries")
          .arguments(
              ArgumentSpec.oneOf(
                      "flush-type",
                      ArgumentSpec.token("async", "ASYNC"),
                      ArgumentSpec.token("sync", "SYNC"))
                  .optional())
          .handler(FunctionFamily::flush),
      Help.command("FUNCTION")
          .since("7.0.0")
          .group("scripting")
          .categories("scripting")
          .handler(FunctionFamily::help),
      subcommand("KILL", 2)
          .flags(ALLOW_BUSY)
          .tips("request_policy:all_shards", "response_policy:one_succeeded")
          .summary("Kill the function that runs, unless it has changed something")
          .handler(call -> ScriptFamily.kill(call, true)),
      subcommand("LIST", -2)
          .flags(ALL_SHARDS, NO_KEYSPACE)
          .complexity("O(N) where N is the number of functions")
          .tips("nondeterministic_output_order")
          .summary("Describe the libraries")
          .arguments(
              ArgumentSpec.string("library-name-pattern").after("LIBRARYNAME").optional(),
              ArgumentSpec.token("withcode", "WITHCODE").optional())
          .handler(FunctionFamily::list),
      changing("LOAD", -3)
          .flags(WRITE, DENYOOM)
          .complexity("O(1) (considering compilation time is redundant)")
          .summary("Load a library")
          .arguments(
              ArgumentSpec.token("replace", "REPLACE").optional(),
              ArgumentSpec.string("function-code"))
          .handler(FunctionFamily::load),
      changing("RESTORE", -3)
          .flags(WRITE, DENYOOM)
          .complexity("O(N) where N is the number of functions on the payload")
          .summary("Load all libraries of a payload")
          .arguments(
              ArgumentSpec.string("serialized-value"),
              ArgumentSpec.oneOf(
                      "policy",
                      ArgumentSpec.token("flush", "FLUSH"),
                      ArgumentSpec.token("append", "APPEND"),
                      ArgumentSpec.token("replace", "REPLACE"))
                  .optional())
          .handler(FunctionFamily::restore),
      subcommand("STATS", 2)
          .flags(ALLOW_BUSY)
          .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
          .summary("Say which function runs, and how many there are")
          .handler(FunctionFamily::stats)
    };
  }

  private static Command.Builder subcommand(String name, int arity) {
    return Command.named("FUNCTION " + name)
        .arity(arity)
        .since("7.0.0")
        .flags(NOSCRIPT)
        .group("scripting")
        .categories("scripting");
  }

  private static Command.Builder changing(String name, int arity) {
    return subcommand(name, arity)
        .flags(ALL_SHARDS, NO_KEYSPACE)
        .tips("request_policy:all_shards", "response_policy:all_succeeded");
  }

  // ---- running ----

  private static void run(Call call, boolean readOnly) {
    Libraries.Function function =
        call.scripts().libraries().function(call.arguments().text(1, LONGEST_NAME));
    if (function == null) {
      call.refuse("Function not found");
      return;
    }
    int keys = ScriptFamily.numberOfKeys(call, BAD_NUMBER);
    if (keys < 0) {
      return;
    }
    ScriptRequest request =
        new ScriptRequest(
            function.name(),
            function.reference(),
            ScriptFamily.words(call, 3, 3 + keys),
            ScriptFamily.words(call, 3 + keys, call.count()),
            function.flags(),
            readOnly,
            ScriptFamily.words(call, 0, call.count()));
    try {
      call.scripts().run(call, request);
    } catch (ScriptRefused e) {
      ScriptFamily.refuse(call, e);
    }
  }

  // ---- libraries ----

  private static void load(Call call) {
    int last = call.count() - 1;
    boolean replace = false;
    for (int i = 2; i < last; i++) {
      if (!call.arguments().matches(i, "replace")) {
        call.errorQuoting("Unknown option given: ", i);
        return;
      }
      replace = true;
    }
    try {
      call.reply().bulk(call.scripts().libraries().load(call.arguments().bytes(last), replace));
    } catch (ScriptRefused e) {
      ScriptFamily.refuse(call, e);
    }
  }

  private static void delete(Call call) {
    try {
      if (call.scripts().libraries().delete(call.arguments().text(2, LONGEST_NAME))) {
        call.reply().ok();
      } else {
        call.refuse("Library not found");
      }
    } catch (ScriptRefused e) {
      ScriptFamily.refuse(call, e);
    }
  }

  private static void flush(Call call) {
    if (call.count() > 3) {
      call.errorBadSubcommand("FUNCTION");
    } else if (ScriptFamily.mayFlush(call, "FUNCTION FLUSH only supports SYNC|ASYNC option")) {
      try {
        call.scripts().libraries().flush();
        call.reply().ok();
      } catch (ScriptRefused e) {
        ScriptFamily.refuse(call, e);
      }
    }
  }

  private static void dump(Call call) {
    List<byte[]> codes =
        call.scripts().libraries().all().stream().map(Libraries.Library::bytes).toList();
    call.reply().bulk(FunctionPayload.of(codes));
  }

  private static void restore(Call call) {
    if (call.count() > 4) {
      call.errorBadSubcommand("FUNCTION");
      return;
    }
    Libraries.Policy policy = Libraries.Policy.APPEND;
    if (call.count() == 4) {
      Libraries.Policy wanted = policy(call);
      if (wanted == null) {
        call.refuse("Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
        return;
      }
      policy = wanted;
    }
    FunctionPayload.Read read = FunctionPayload.read(call.point(2, new ByteView()));
    if (read.mistake() != null) {
      call.refuse(read.mistake());
      return;
    }
    try {
      call.scripts().libraries().restore(read.codes(), policy);
      call.reply().ok();
    } catch (ScriptRefused e) {
      ScriptFamily.refuse(call, e);
    }
  }

  private static Libraries.@Nullable Policy policy(Call call) {
    for (Libraries.Policy policy : Libraries.Policy.values()) {
      if (call.arguments().matches(3, policy.name().toLowerCase(Locale.ROOT))) {
        return policy;
      }
    }
    return null;
  }

  private static void list(Call call) {
    boolean withCode = false;
    GlobPattern pattern = null;
    for (int i = 2; i < call.count(); i++) {
      if (!withCode && call.arguments().matches(i, "withcode")) {
        withCode = true;
      } else if (pattern == null && call.arguments().matches(i, "libraryname")) {
        if (i == call.count() - 1) {
          call.refuse("library name argument was not given");
          return;
        }
        i++;
        // In any case, as Redis matches here.
        String text = call.arguments().text(i, LONGEST_NAME).toLowerCase(Locale.ROOT);
        pattern = new GlobPattern(ByteView.of(text));
      } else {
        call.errorQuoting("Unknown argument ", i);
        return;
      }
    }
    GlobPattern wanted = pattern;
    List<Libraries.Library> found =
        call.scripts().libraries().all().stream()
            .filter(
                each ->
                    wanted == null
                        || wanted.matches(ByteView.of(each.name().toLowerCase(Locale.ROOT))))
            .toList();
    call.reply().array(found.size());
    for (Libraries.Library library : found) {
      describe(call.reply(), library, withCode);
    }
  }

  private static void describe(ReplyWriter reply, Libraries.Library library, boolean withCode) {
    reply.map(withCode ? 4 : 3);
    reply.bulk("library_name");
    reply.bulk(library.name());
    reply.bulk("engine");
    reply.bulk("LUA");
    reply.bulk("functions");
    reply.array(library.functions().size());
    for (Libraries.Function function : library.functions().values()) {
      reply.map(3);
      reply.bulk("name");
      reply.bulk(function.name());
      reply.bulk("description");
      String description = function.description();
      if (description == null) {
        reply.nil();
      } else {
        reply.bulk(ByteText.bytes(description));
      }
      reply.bulk("flags");
      List<String> flags = function.flags().names();
      reply.set(flags.size());
      flags.forEach(reply::simple);
    }
    if (withCode) {
      reply.bulk("library_code");
      reply.bulk(library.bytes());
    }
  }

  private static void stats(Call call) {
    Scripts.Running running = call.scripts().running();
    if (running != null && !running.isFunction()) {
      call.error(Errors.BUSY_SCRIPT);
      return;
    }
    ReplyWriter reply = call.reply();
    reply.map(2);
    reply.bulk("running_script");
    if (running == null) {
      reply.nil();
    } else {
      reply.map(3);
      reply.bulk("name");
      reply.bulk(running.name());
      reply.bulk("command");
      reply.array(running.words().size());
      running.words().forEach(reply::bulk);
      reply.bulk("duration_ms");
      reply.integer(running.millis());
    }
    reply.bulk("engines");
    reply.map(1);
    reply.bulk("LUA");
    reply.map(2);
    reply.bulk("libraries_count");
    reply.integer(call.scripts().libraryCount());
    reply.bulk("functions_count");
    reply.integer(call.scripts().functionCount());
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "LOAD [REPLACE] <FUNCTION CODE>",
        "    Create a new library with the given library name and code.",
        "DELETE <LIBRARY NAME>",
        "    Delete the given library.",
        "LIST [LIBRARYNAME PATTERN] [WITHCODE]",
        "    Return general information on all the libraries:",
        "    * Library name",
        "    * The engine used to run the Library",
        "    * Library description",
        "    * Functions list",
        "    * Library code (if WITHCODE is given)",
        "    It also possible to get only function that matches a pattern using LIBRARYNAME"
            + " argument.",
        "STATS",
        "    Return information about the current function running:",
        "    * Function name",
        "    * Command used to run the function",
        "    * Duration in MS that the function is running",
        "    If no function is running, return nil",
        "    In addition, returns a list of available engines.",
        "KILL",
        "    Kill the current running function.",
        "FLUSH [ASYNC|SYNC]",
        "    Delete all the libraries.",
        "    When called without the optional mode argument, the behavior is determined by the",
        "    lazyfree-lazy-user-flush configuration directive. Valid modes are:",
        "    * ASYNC: Asynchronously flush the libraries.",
        "    * SYNC: Synchronously flush the libraries.",
        "DUMP",
        "    Return a serialized payload representing the current libraries, can be restored using"
            + " FUNCTION RESTORE command",
        "RESTORE <PAYLOAD> [FLUSH|APPEND|REPLACE]",
        "    Restore the libraries represented by the given payload, it is possible to give a"
            + " restore policy to",
        "    control how to handle existing libraries (default APPEND):",
        "    * FLUSH: delete all existing libraries.",
        "    * APPEND: appends the restored libraries to the existing libraries. On collision,"
            + " abort.",
        "    * REPLACE: appends the restored libraries to the existing libraries, On collision,"
            + " replace the old",
        "      libraries with the new libraries (notice that even on this option there is a chance"
            + " of failure",
        "      in case of functions name collision with another library).");
  }
}
