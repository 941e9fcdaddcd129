// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.Version;

/** The entry of the program. */
public final class Main {
  private Main() {}

  /** Runs what the arguments say, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.out.println("Radish " + Version.TEXT);
  }
}
