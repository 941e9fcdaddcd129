// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.lua.LuaMachine;
import java.nio.charset.StandardCharsets;

/** Why a script or library is not taken: the text of an error, whose bytes go to the client. */
public final class ScriptRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final transient byte[] text;

  /** A mistake of the client's; {@code text} is without a code. */
  public ScriptRefused(String text) {
    this(text, new byte[0]);
  }

  /** As {@link #ScriptRefused(String)}, with what Lua said at the end. */
  ScriptRefused(String before, byte[] after) {
    super(before, null, false, false);
    byte[] begin = ("ERR " + before).getBytes(StandardCharsets.ISO_8859_1);
    this.text = new byte[begin.length + after.length];
    System.arraycopy(begin, 0, text, 0, begin.length);
    System.arraycopy(after, 0, text, begin.length, after.length);
  }

  static ScriptRefused by(LuaMachine.Refused machine, String before) {
    return new ScriptRefused(before, machine.text());
  }

  /** The error, its code included, on one line. */
  public byte[] error() {
    byte[] line = text.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\r' || line[i] == '\n') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
