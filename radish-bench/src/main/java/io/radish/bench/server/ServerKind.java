// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

/** One of the servers that are compared, in the order in which they take turns. */
public enum ServerKind {
  REDIS("Redis", "redis-server"),
  VALKEY("Valkey", "valkey-server"),
  RADISH("Radish", "radish");

  private final String label;
  private final String program;

  ServerKind(String label, String program) {
    this.label = label;
    this.program = program;
  }

  /** Its name for people. */
  public String label() {
    return label;
  }

  /** The name of its program. */
  public String program() {
    return program;
  }
}
