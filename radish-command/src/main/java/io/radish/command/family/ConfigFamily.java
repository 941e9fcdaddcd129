// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.resp.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code CONFIG}: the server's settings. */
final class ConfigFamily {
  /**
   * Settings whose values are passwords, Redis' own included: they may be sent to us by mistake.
   */
  private static final List<String> SECRET =
      List.of(
          "requirepass",
          "masterauth",
          "masteruser",
          "tls-key-file-pass",
          "tls-client-key-file-pass");

  private ConfigFamily() {}

  static List<Command> commands() {
    return List.of(
        command("CONFIG", -2)
            .since("2.0.0")
            .complexity("Depends on subcommand.")
            .summary("The server's settings")
            .subcommands(
                subcommand("GET", -3)
                    .since("2.0.0")
                    .complexity("O(N) when N is the number of configuration parameters provided")
                    .history(
                        "7.0.0",
                        "Added the ability to pass multiple pattern parameters in one call")
                    .summary("The settings whose names fit the patterns")
                    .arguments(
                        ArgumentSpec.block("parameter", ArgumentSpec.string("parameter"))
                            .multiple())
                    .handler(ConfigFamily::get),
                subcommand("SET", -4)
                    .since("2.0.0")
                    .complexity("O(N) when N is the number of configuration parameters provided")
                    .history("7.0.0", "Added the ability to set multiple parameters in one call.")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Change settings, all or none")
                    .arguments(
                        ArgumentSpec.block(
                                "parameter_value",
                                ArgumentSpec.string("parameter"),
                                ArgumentSpec.string("value"))
                            .multiple())
                    .secrets(ConfigFamily::isSecret)
                    .handler(ConfigFamily::set),
                subcommand("RESETSTAT", 2)
                    .since("2.0.0")
                    .summary("Set the counters of INFO back to zero")
                    .handler(ConfigFamily::resetStatistics),
                subcommand("REWRITE", 2)
                    .since("2.8.0")
                    .summary("Write the settings into the file they came from")
                    .handler(call -> okOr(call, call.server().configRewrite())),
                Help.command("CONFIG").group("server").handler(ConfigFamily::help))
            .build());
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("server");
  }

  private static Command.Builder subcommand(String name, int arity) {
    return command("CONFIG " + name, arity).flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  private static void get(Call call) {
    List<String> patterns =
        IntStream.range(2, call.count())
            .mapToObj(i -> call.arguments().text(i, Errors.QUOTED).toLowerCase(Locale.ROOT))
            .toList();
    Map<String, String> found = call.server().configGet(patterns);
    call.reply().map(found.size());
    found.forEach(
        (name, value) -> {
          call.reply().bulk(name);
          call.reply().bulk(value);
        });
  }

  private static void set(Call call) {
    if (call.count() % 2 != 0) {
      call.error(Errors.SYNTAX);
      return;
    }
    List<String> namesAndValues = new ArrayList<>();
    for (int i = 2; i < call.count(); i++) {
      if (i % 2 == 1 && call.arguments().length(i) > Errors.MOST_TEXT) {
        call.error(Errors.TOO_LONG_TEXT);
        return;
      }
      String text = call.arguments().text(i, i % 2 == 0 ? Errors.QUOTED : Errors.MOST_TEXT);
      namesAndValues.add(i % 2 == 0 ? text.toLowerCase(Locale.ROOT) : text);
    }
    okOr(call, call.server().configSet(namesAndValues));
  }

  private static void okOr(Call call, @Nullable String error) {
    if (error == null) {
      call.reply().ok();
    } else {
      call.error(error);
    }
  }

  private static void resetStatistics(Call call) {
    call.services().meters().reset(call.services().table());
    call.services().supervision().errors().reset();
    call.store().limits().resetCounts();
    call.accounts().log().resetCounts();
    call.server().resetStatistics();
    call.reply().ok();
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "GET <pattern> [<pattern> ...]",
        "    Answers the settings whose names fit a pattern, and their values.",
        "SET <name> <value> [<name> <value> ...]",
        "    Changes settings, all or none.",
        "RESETSTAT",
        "    Sets the counters of INFO back to zero.",
        "REWRITE",
        "    Writes the settings into the file they came from.");
  }

  private static boolean isSecret(Arguments request, int i) {
    return i > 2 && i % 2 == 1 && SECRET.stream().anyMatch(name -> request.matches(i - 1, name));
  }
}
