// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_ASYNC_LOADING;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import java.util.List;

/** Modules, of which there are none: answered as a server does that is not allowed to load any. */
final class ModuleFamily {
  private static final String NOT_ALLOWED =
      "MODULE command not allowed. If the enable-module-command option is set to \"local\", you can"
          + " run it from a local connection, otherwise you need to set this option in the"
          + " configuration file, and then restart the server.";

  private ModuleFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("MODULE")
            .arity(-2)
            .group("server")
            .since("4.0.0")
            .complexity("Depends on subcommand.")
            .summary("Modules, of which there are none")
            .subcommands(
                Help.command("MODULE").group("server").handler(ModuleFamily::help),
                command("LIST", 2)
                    .tips("nondeterministic_output_order")
                    .summary("Get the modules that are loaded: none")
                    .handler(call -> call.reply().array(0)),
                loading("LOAD", -3)
                    .arguments(
                        ArgumentSpec.string("path"),
                        ArgumentSpec.string("arg").optional().multiple())
                    .handler(ModuleFamily::refuse),
                loading("LOADEX", -3)
                    .since("7.0.0")
                    .arguments(
                        ArgumentSpec.string("path"),
                        ArgumentSpec.block(
                                "configs",
                                ArgumentSpec.string("name"),
                                ArgumentSpec.string("value"))
                            .after("CONFIG")
                            .optional()
                            .multipleTokens(),
                        ArgumentSpec.block("args", ArgumentSpec.string("arg"))
                            .after("ARGS")
                            .optional()
                            .multiple())
                    .handler(ModuleFamily::refuse),
                loading("UNLOAD", 3)
                    .arguments(ArgumentSpec.string("name"))
                    .handler(ModuleFamily::refuse))
            .build());
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named("MODULE " + name)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT)
        .group("server")
        .since("4.0.0")
        .complexity("O(1)");
  }

  private static Command.Builder loading(String name, int arity) {
    return command(name, arity).flags(NO_ASYNC_LOADING).summary("Refused: there are no modules");
  }

  private static void refuse(Call call) {
    call.refuse(NOT_ALLOWED);
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "LIST",
        "    Return a list of loaded modules.",
        "LOAD <path> [<arg> ...]",
        "    Load a module library from <path>, passing to it any optional arguments.",
        "LOADEX <path> [[CONFIG NAME VALUE] [CONFIG NAME VALUE]] [ARGS ...]",
        "    Load a module library from <path>, while passing it module configurations and optional"
            + " arguments.",
        "UNLOAD <name>",
        "    Unload a module.");
  }
}
