// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A server's program on this machine.
 *
 * @param kind which server
 * @param program what starts it
 * @param version what it says its version is
 */
public record Installation(ServerKind kind, Path program, String version) {
  /** Looks for a server: Radish's launcher in {@code root}, the others on the PATH. */
  public static Optional<Installation> find(ServerKind kind, Path root) throws IOException {
    Optional<Path> program =
        kind == ServerKind.RADISH
            ? Optional.of(root.resolve(kind.program())).filter(Files::isExecutable)
            : onPath(kind.program());
    return program.isEmpty()
        ? Optional.empty()
        : Optional.of(new Installation(kind, program.get(), version(program.get())));
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Arrays.stream(path.split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  private static String version(Path program) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines()
        .findFirst()
        .orElse("")
        .strip()
        .replaceAll(" (sha|malloc|bits|build)=\\S*", "");
  }
}
