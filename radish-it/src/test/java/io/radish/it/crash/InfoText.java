// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.io.IOException;

/** Fields of {@code INFO persistence}. */
final class InfoText {
  private InfoText() {}

  static String field(Wire wire, String name) throws IOException {
    return wire.text("INFO", "persistence")
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("INFO persistence has no " + name));
  }
}
