// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import io.radish.it.RepositoryRoot;
import io.radish.it.RunningProcess;
import io.radish.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the shell examples of a document find: a home with sample backups, a folder that looks like
 * the repository, {@code radish} and {@code redis-cli} on the PATH, and a server that has loaded
 * the backups.
 *
 * <p>{@code radish} is the program of this build, and {@code redis-cli} the real one; both turn to
 * the ground's port where the example means the usual one. The server goes on from example to
 * example, as for somebody who reads from top to bottom; backups that an example has deleted are
 * there again for the next.
 */
final class ShellGround implements AutoCloseable {
  private static final String USUAL_PATH = Objects.requireNonNullElse(System.getenv("PATH"), "");

  /** What of the repository the examples see: they run nothing else of it. */
  private static final List<String> LINKED = List.of("scripts", "docs");

  private final Path home;
  private final Path work;
  private final Path bin;
  private final Path pidFile;
  private final Path backups;
  private final Path keptBackups;
  private final int port;
  private @Nullable RunningProcess server;

  /**
   * Lays the ground out in {@code folder}.
   *
   * @param hasBackups whether there are backups already, or nothing, as on a fresh machine
   */
  ShellGround(Path folder, boolean hasBackups) throws IOException, InterruptedException {
    home = Files.createDirectories(folder.resolve("home"));
    work = Files.createDirectories(folder.resolve("radish"));
    bin = Files.createDirectories(folder.resolve("bin"));
    pidFile = folder.resolve("pid");
    backups = home.resolve(".radish/cache_backup");
    keptBackups = Files.createDirectories(folder.resolve("kept"));
    port = freePort();
    if (hasBackups) {
      writeBackups();
    }
    layOutRepository();
    writePrograms(folder);
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void writeBackups() throws IOException, InterruptedException {
    MovableClock clock = new MovableClock();
    try (Store store = Store.builder().clock(clock).build()) {
      SampleData.fill(store);
      SampleData.backUp(store, backups, clock);
    }
    copyMissing(backups, keptBackups);
  }

  private static void copyMissing(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        Path copy = to.resolve(Objects.requireNonNull(file.getFileName()).toString());
        if (!Files.exists(copy)) {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private void layOutRepository() throws IOException {
    Path root = RepositoryRoot.find();
    for (String entry : LINKED) {
      Files.createSymbolicLink(work.resolve(entry), root.resolve(entry));
    }
  }

  private void writePrograms(Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path options = folder.resolve("java.options");
    Files.writeString(
        options,
        """
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
        -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m
        -cp "%s"
        """
            .formatted(classPath()));
    String radish =
        """
        #!/bin/sh
        case "${1-}" in
        --version | --help | help) ;;
        cli)
          shift
          set -- cli --port "$RADISH_PORT" "$@"
          ;;
        backup) set -- "$@" --port "$RADISH_PORT" ;;
        *)
          echo $$ >"%s"
          set -- "$@" --port "$RADISH_PORT"
          ;;
        esac
        exec "%s" "@%s" io.radish.cli.Main "$@"
        """
            .formatted(pidFile, java, options);
    program(bin.resolve("radish"), radish);
    program(work.resolve("radish"), radish);
    Optional<Path> redisCli = onUsualPath("redis-cli");
    if (redisCli.isPresent()) {
      program(
          bin.resolve("redis-cli"),
          "#!/bin/sh\nexec \"" + redisCli.get() + "\" -p \"$RADISH_PORT\" \"$@\"\n");
    }
  }

  private static String classPath() {
    return Objects.requireNonNull(System.getProperty("java.class.path"));
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + file);
    }
  }

  /** A program of the machine's. */
  static Optional<Path> onUsualPath(String program) {
    return Stream.of(USUAL_PATH.split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Writes a file that examples name. */
  void file(String name, String text) throws IOException {
    Files.writeString(work.resolve(name), text);
  }

  int port() {
    return port;
  }

  /** Starts the server, where it does not run. */
  void serve() throws IOException, InterruptedException {
    if (server == null) {
      server = start(List.of(bin.resolve("radish").toString(), "--appendonly", "yes"));
      server.awaitLine(line -> line.contains("listening"));
    }
    copyMissing(keptBackups, backups);
  }

  /** Runs a block of shell commands to their end. */
  RunningProcess.Outcome run(String commands) throws IOException, InterruptedException {
    try (RunningProcess shell = start(bash(commands))) {
      return shell.await();
    }
  }

  /** Runs a block that starts a server; stops that as Ctrl+C does, once it serves. */
  RunningProcess.Outcome runServer(String commands) throws IOException, InterruptedException {
    try (RunningProcess shell = start(bash(commands))) {
      shell.awaitLine(line -> line.contains("listening"));
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      // Who gets an answer knows that the server is up.
      TelnetExample.run("PING\n+PONG\n", port);
      new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
      return shell.await();
    }
  }

  private static List<String> bash(String commands) {
    return List.of("bash", "-eu", "-o", "pipefail", "-c", commands);
  }

  private RunningProcess start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(work.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RADISH_"));
    environment.put("HOME", home.toString());
    environment.put("PATH", bin + ":" + USUAL_PATH);
    environment.put("RADISH_PORT", Integer.toString(port));
    environment.put("TEST_PERSISTENCE_CLASSPATH", classPath());
    environment.put("LC_ALL", "C.UTF-8");
    return new RunningProcess(builder);
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
    for (String entry : LINKED) {
      Files.delete(work.resolve(entry));
    }
  }
}
