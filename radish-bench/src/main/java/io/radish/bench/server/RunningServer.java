// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import io.radish.resp.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server's process, from its start until it is closed or this program ends. */
public final class RunningServer implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long STOP_SECONDS = 20;

  /** Often enough for a start of a few milliseconds, rarely enough not to slow it down. */
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private static final int SHOWN_CHARACTERS = 2000;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final ServerKind kind;
  private final Process process;
  private final InetSocketAddress address;
  private final Path folder;
  private final ProcessFigures figures;
  private final long startNanos;

  private RunningServer(
      ServerKind kind, Process process, InetSocketAddress address, Path folder, long begun)
      throws IOException {
    this.kind = kind;
    this.process = process;
    this.address = address;
    this.folder = folder;
    this.figures = new ProcessFigures(process.pid());
    awaitPong(begun);
    this.startNanos = System.nanoTime() - begun;
  }

  /** Starts a server with its files in {@code folder} and waits until it answers. */
  public static RunningServer start(Installation installed, Path folder, ServerOptions options)
      throws IOException {
    Files.createDirectories(folder);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    List<String> command = new ArrayList<>();
    command.add(installed.program().toString());
    command.addAll(options.arguments(installed.kind(), address.getPort(), folder.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()));
    Map<String, String> environment = builder.environment();
    // Settings of whoever measures are none of the server's.
    environment.keySet().removeIf(name -> name.startsWith("RADISH_"));
    environment.put("HOME", folder.toString());
    environment.put("RADISH_JAVA_OPTS", options.javaOptions());
    long begun = System.nanoTime();
    Process process = builder.start();
    RUNNING.add(process);
    boolean complete = false;
    try {
      RunningServer server = new RunningServer(installed.kind(), process, address, folder, begun);
      complete = true;
      return server;
    } finally {
      if (!complete) {
        end(process);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Asks until the answer is {@code PONG}; Redis refuses while it loads, Radish lets one wait. */
  private void awaitPong(long begun) throws IOException {
    while (System.nanoTime() - begun < START_NANOS) {
      try (RespClient client = connect()) {
        while (true) {
          if (client.ask("PING") instanceof Reply.Simple) {
            return;
          }
          LockSupport.parkNanos(POLL_NANOS);
        }
      } catch (ConnectException e) {
        if (!process.isAlive()) {
          throw new IOException(kind.label() + " ended: " + output(), e);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    throw new IOException(kind.label() + " does not answer: " + output());
  }

  /** The end of what it printed, which is deleted with its folder. */
  private String output() throws IOException {
    String text = Files.readString(folder.resolve("output.log"));
    return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS)).strip();
  }

  /** Opens a connection for orders. */
  public RespClient connect() throws IOException {
    return new RespClient(address);
  }

  /** Which server it is. */
  public ServerKind kind() {
    return kind;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Its files, its output in {@code output.log} among them. */
  public Path folder() {
    return folder;
  }

  /** What the system says of its process. */
  public ProcessFigures figures() {
    return figures;
  }

  /** How long it took from the start of the process to the first {@code PONG}. */
  public long startNanos() {
    return startNanos;
  }

  /** Ends it; its files stay. */
  @Override
  public void close() {
    end(process);
  }

  /** Deletes its folder; it has ended. */
  public void deleteFiles() throws IOException {
    delete(folder);
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    RUNNING.remove(process);
  }
}
