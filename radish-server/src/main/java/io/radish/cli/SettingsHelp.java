// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.Parameter;
import io.radish.server.config.Parameters;
import java.io.PrintStream;

/** The help on the server: its settings, from their table. */
final class SettingsHelp {
  private static final int WIDTH = 78;
  private static final String INDENT = "      ";

  private SettingsHelp() {}

  static void print(PrintStream out) {
    out.println("Usage: radish [server] [FILE] [--NAME VALUE]...");
    out.println();
    out.println(
        "Starts a server with the settings of FILE, if one is given, and those given here.");
    out.println("The same names are used in the file ('port 6380'), in the environment");
    out.println("(RADISH_PORT=6380), and by CONFIG GET and CONFIG SET.");
    out.println();
    out.println("  --config FILE");
    wrap(out, "The file of settings, in the form of redis.conf.");
    for (Parameter<?> parameter : Parameters.all()) {
      out.println();
      out.println(heading(parameter));
      wrap(out, parameter.summary());
    }
  }

  private static String heading(Parameter<?> parameter) {
    String text = parameter.defaultText();
    return "  --%s  (%s; default %s%s)"
        .formatted(
            parameter.name(),
            parameter.type().expected(),
            text.isEmpty() ? "\"\"" : text,
            parameter.isMutable() ? "" : "; fixed at the start");
  }

  private static void wrap(PrintStream out, String text) {
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        out.println(line.toString().stripTrailing());
        line.setLength(0);
        line.append(INDENT);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }
}
