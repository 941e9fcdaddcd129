// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

/**
 * A setting that cannot be taken: the message is one line, for the person who wrote the setting,
 * with where it was written, the value, and what would have been right.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final String line;

  /** Makes one with its line. */
  public ConfigException(String line) {
    super(line);
    this.line = line;
  }

  @Override
  public String getMessage() {
    return line;
  }
}
