// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

/** A subcommand cannot do what was asked; its line is for the person who asked. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1;

  CliException(String line) {
    super(line);
  }

  CliException(String line, Throwable cause) {
    super(line, cause);
  }
}
