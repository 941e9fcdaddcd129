// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import java.util.regex.Pattern;

/** A shell block of a document: commands for the server that runs, or a start of another. */
record ShellExample(MarkdownBlock block) {
  private static final Pattern SERVER_START =
      Pattern.compile(
          "(?m)^(?:\\w+=\\S+ )*(?:\\./)?radish(?: server)?"
              + "(?: [\\w.-]+\\.conf)?(?: --(?!version|help)[\\w-]+(?: [^|#\n]+)?)?(?: *#.*)?$");

  /** Whether the commands start a server in the foreground. */
  boolean startsServer() {
    return SERVER_START.matcher(block.text()).find();
  }

  /** Whether the commands want a program. */
  boolean uses(String program) {
    return Pattern.compile("\\b" + Pattern.quote(program) + "\\b").matcher(block.text()).find();
  }
}
