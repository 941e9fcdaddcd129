// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.it.RunningProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program outside Java that a test runs, where the machine has it. */
record Program(Path file) {
  /** Says so aloud, and ends the test without a verdict. */
  static AssertionError missing(String what, String remedy) {
    String line = "no " + what + ": nothing is tested with it; " + remedy;
    System.out.println(line);
    assumeTrue(false, line);
    return new AssertionError("not reached");
  }

  /** That of the PATH by its name; the test ends where there is none. */
  static Program onPath(String name) {
    return candidates(name)
        .findFirst()
        .orElseThrow(() -> missing(name + " on the PATH", ".ci/run installs it"));
  }

  /** All of that name, those of the PATH before the system's own. */
  static Stream<Program> candidates(String name) {
    List<String> folders =
        new ArrayList<>(
            List.of(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)));
    folders.add("/usr/bin");
    return folders.stream()
        .distinct()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Program::new);
  }

  /** Runs it to its end, without input, and without a home that could have settings in it. */
  RunningProcess.Outcome run(Map<String, String> environment, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(file.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().putAll(environment);
    try (RunningProcess process = new RunningProcess(builder)) {
      return process.await();
    }
  }

  /**
   * Runs it with a line or more of input, through a shell, so that it is a pipe as people use it.
   */
  static RunningProcess.Outcome shell(Path folder, String script)
      throws IOException, InterruptedException {
    return new Program(requireNonNull(Path.of("/bin/sh"))).run(Map.of(), folder, "-ec", script);
  }
}
