// SPDX-License-Identifier: Apache-2.0
package io.radish.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository that is being tested lies. */
public final class RepositoryRoot {
  private RepositoryRoot() {}

  /** The nearest folder above that holds the Maven wrapper. */
  public static Path find() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("no mvnw in any folder above");
    }
    return at;
  }
}
