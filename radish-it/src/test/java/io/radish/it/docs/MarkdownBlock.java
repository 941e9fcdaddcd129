// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import org.jspecify.annotations.Nullable;

/**
 * One fenced block of a document.
 *
 * @param document the document's path from the repository's root
 * @param line the number of the block's first line of text, from 1
 * @param language the word after the fence; empty where there is none
 * @param text the lines between the fences
 * @param shownOutput what the document shows as the block's output, or null
 */
record MarkdownBlock(
    String document, int line, String language, String text, @Nullable String shownOutput) {
  /** Where it stands, as people and tools write it. */
  String place() {
    return document + ":" + line;
  }

  /** Its first line that is neither empty nor a comment, for lists. */
  String title() {
    return text.lines()
        .map(String::strip)
        .filter(candidate -> !candidate.isEmpty())
        .filter(candidate -> !candidate.startsWith("#") && !candidate.startsWith("//"))
        .findFirst()
        .orElse("");
  }
}
