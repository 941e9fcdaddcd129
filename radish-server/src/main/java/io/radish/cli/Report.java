// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.QuotedWords;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a subcommand found: a table for people, JSON for programs. */
final class Report {
  private Report() {}

  /**
   * Prints rows under their headings, numbers to the right; cells with control characters quoted.
   */
  static void table(PrintStream out, List<String> headings, List<List<?>> rows) {
    int[] widths = new int[headings.size()];
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings.stream().map(String::toUpperCase).toList());
    for (List<?> row : rows) {
      lines.add(row.stream().map(cell -> QuotedWords.escape(String.valueOf(cell))).toList());
    }
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(line.get(i)));
      }
    }
    for (int n = 0; n < lines.size(); n++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = lines.get(n).get(i);
        String padding = " ".repeat(widths[i] - length(cell));
        boolean right = !rows.isEmpty() && rows.getFirst().get(i) instanceof Long;
        text.append(right ? padding + cell : cell + padding).append("  ");
      }
      out.println(text.toString().stripTrailing());
    }
  }

  /** Prints one thing's facts, a name and a value a line. */
  static void facts(PrintStream out, Map<String, ?> facts) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) ->
            out.println(
                name
                    + " ".repeat(width - name.length() + 2)
                    + QuotedWords.escape(String.valueOf(value))));
  }

  /** Prints an array with an object for each row. */
  static void jsonRows(PrintStream out, List<String> names, List<List<?>> rows) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartArray();
      for (List<?> row : rows) {
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
          write(json, names.get(i), row.get(i));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    out.println(text);
  }

  /** Prints one object. */
  static void json(PrintStream out, Map<String, ?> facts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      facts.forEach((name, value) -> write(json, name, value));
      json.writeEndObject();
    }
    out.println(text);
  }

  private static void write(JsonGenerator json, String name, Object value) {
    json.writeName(name);
    switch (value) {
      case Long number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
