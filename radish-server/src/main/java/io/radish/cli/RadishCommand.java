// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The tree of subcommands beside the server. */
@Command(
    name = "radish",
    description = "An in-memory cache server with named caches and backups that a person can read.",
    synopsisSubcommandLabel = "[server | cli | backup | recover]",
    subcommands = {CliCommand.class, BackupCommand.class, RecoverCommand.class},
    footer = {
      "",
      "Without a command, a server is started: 'radish help server' lists its settings.",
      "RADISH_JAVA_OPTS holds options for the JVM."
    })
final class RadishCommand {
  /** The exit code where the command line is not understood, as usual on Unix. */
  static final int USAGE = 2;

  RadishCommand() {}

  /** Runs {@code cli …}, {@code backup …} or {@code recover …}; the exit code. */
  static int run(List<String> arguments, Streams streams) {
    CommandLine line = commandLine(streams);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof CliException) {
            streams.err().println("radish: " + failure.getMessage());
            return 1;
          }
          throw failure;
        });
    line.setParameterExceptionHandler((mistake, words) -> explain(mistake, streams.err()));
    return line.execute(arguments.toArray(String[]::new));
  }

  private static CommandLine commandLine(Streams streams) {
    return new CommandLine(new RadishCommand(), streams)
        .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpAutoWidth(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  private static int explain(ParameterException mistake, PrintStream err) {
    String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
    err.println("radish: " + mistake.getMessage() + " ('" + command + " --help' says more)");
    return USAGE;
  }

  /** Prints the help on all, or on the command that the arguments name; the exit code. */
  static int help(List<String> arguments, Streams streams) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("server")) {
      SettingsHelp.print(streams.out());
      return 0;
    }
    CommandLine line = commandLine(streams);
    for (String name : arguments) {
      CommandLine sub = line.getSubcommands().get(name);
      if (sub == null) {
        streams
            .err()
            .println(
                "radish: there is no command '"
                    + name
                    + "'; there are server, cli, backup and"
                    + " recover");
        return USAGE;
      }
      line = sub;
    }
    line.usage(streams.out());
    return 0;
  }

  /** Prints the version; the exit code. */
  static int version(Streams streams) {
    streams.out().println("Radish " + Version.TEXT + ", Java " + Runtime.version());
    return 0;
  }
}
