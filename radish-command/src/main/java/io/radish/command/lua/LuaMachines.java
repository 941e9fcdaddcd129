// SPDX-License-Identifier: Apache-2.0
package io.radish.command.lua;

import java.io.IOException;

/** Makes machines, of the fastest kind that this system has. */
public final class LuaMachines {
  /**
   * What a machine is for.
   *
   * @param functions whether it runs functions of libraries, and not scripts
   * @param mostBytes what Lua may hold in it
   * @param version of Redis, that scripts are told
   * @param versionNumber the same as a number, a byte for each part
   */
  public record Kind(boolean functions, long mostBytes, String version, int versionNumber) {}

  private LuaMachines() {}

  /**
   * Makes a machine.
   *
   * @throws IOException where its other half cannot be brought into the process
   */
  public static LuaMachine make(LuaHost host, Kind kind) throws IOException {
    LuaMachine made = NativeLua.make(host, kind);
    if (made == null) {
      throw new IOException(
          "there is no Lua for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
    return made;
  }
}
