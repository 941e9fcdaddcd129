// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document in Markdown, as far as its fenced blocks go.
 *
 * <p>A fence may be indented, as within a list; its block loses that indentation. A fence that is
 * not closed is an error, since what follows would be taken for an example.
 */
final class MarkdownDocument {
  private static final String FENCE = "```";
  private static final Set<String> OUTPUTS = Set.of("text", "json");
  private static final Set<String> EXAMPLES = Set.of("java", "sh", "bash");

  private final String name;
  private final List<String> lines;
  private final List<MarkdownBlock> blocks = new ArrayList<>();

  private MarkdownDocument(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /** Reads {@code name}, a path from {@code root}. */
  static MarkdownDocument read(Path root, String name) throws IOException {
    return parse(name, Files.readString(root.resolve(name)));
  }

  static MarkdownDocument parse(String name, String text) {
    MarkdownDocument document = new MarkdownDocument(name, text.lines().toList());
    document.findBlocks();
    return document;
  }

  String name() {
    return name;
  }

  List<String> lines() {
    return lines;
  }

  /** The blocks in their order; one that is the output of the one before stands there only. */
  List<MarkdownBlock> blocks() {
    return List.copyOf(blocks);
  }

  private void findBlocks() {
    int previousEnd = -1;
    int at = 0;
    while (at < lines.size()) {
      if (!lines.get(at).strip().startsWith(FENCE)) {
        at++;
        continue;
      }
      int end = closingFence(at);
      MarkdownBlock block = block(at, end);
      MarkdownBlock previous = blocks.isEmpty() ? null : blocks.getLast();
      if (previous != null && isOutputOf(previous, previousEnd, block, at)) {
        blocks.set(
            blocks.size() - 1,
            new MarkdownBlock(
                name, previous.line(), previous.language(), previous.text(), block.text()));
      } else {
        blocks.add(block);
      }
      previousEnd = end;
      at = end + 1;
    }
  }

  private int closingFence(int open) {
    for (int i = open + 1; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(FENCE)) {
        return i;
      }
    }
    throw new IllegalStateException(name + ":" + (open + 1) + ": this fence is never closed");
  }

  private MarkdownBlock block(int open, int end) {
    int indent = lines.get(open).indexOf(FENCE);
    String language = lines.get(open).strip().substring(FENCE.length()).strip();
    StringBuilder text = new StringBuilder();
    for (String line : lines.subList(open + 1, end)) {
      boolean isIndented = line.length() >= indent && line.substring(0, indent).isBlank();
      text.append(isIndented ? line.substring(indent) : line.stripLeading()).append('\n');
    }
    return new MarkdownBlock(name, open + 2, language, text.toString(), null);
  }

  private boolean isOutputOf(
      MarkdownBlock previous, int previousEnd, MarkdownBlock block, int open) {
    return EXAMPLES.contains(previous.language())
        && previous.shownOutput() == null
        && OUTPUTS.contains(block.language())
        && isLeadIn(between(previousEnd, open));
  }

  private @Nullable String between(int previousEnd, int open) {
    List<String> said =
        lines.subList(previousEnd + 1, open).stream().filter(line -> !line.isBlank()).toList();
    return said.size() > 1 ? null : said.isEmpty() ? ":" : said.getFirst();
  }

  private static boolean isLeadIn(@Nullable String line) {
    return line != null && line.endsWith(":");
  }
}
