// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/** A start cannot be made from what is in a journal's folder: what is wrong, and the choices. */
public final class JournalRecoveryException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String problem;
  private final String[] choices;

  JournalRecoveryException(String problem, List<String> choices, Throwable cause) {
    super(problem + ". Nothing was changed. Choices: " + String.join("; ", choices), cause);
    this.problem = problem;
    this.choices = choices.toArray(String[]::new);
  }

  /** What is wrong: the file, the place in it, and the reason. */
  public String problem() {
    return problem;
  }

  /** What whoever runs the server can do: a command each, and what it does. */
  public List<String> choices() {
    return List.of(choices);
  }
}
