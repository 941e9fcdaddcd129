// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.util.List;

/** A start's backups cannot be loaded: which file is in the way, and what can be done. */
public final class RecoveryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String[] choices;

  RecoveryException(String problem, List<String> choices, Throwable cause) {
    super(problem + ". Choices: " + String.join("; ", choices), cause);
    this.choices = choices.toArray(String[]::new);
  }

  /** What whoever runs the server can do, one sentence each. */
  public List<String> choices() {
    return List.of(choices);
  }
}
