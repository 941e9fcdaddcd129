// SPDX-License-Identifier: Apache-2.0
package io.radish.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process and what it has printed so far, errors included, gathered by a thread of its own.
 *
 * <p>Closing ends it and what it has started, gently and then not.
 */
public final class RunningProcess implements AutoCloseable {
  /** Far longer than anything here takes on a busy machine. */
  private static final int MAX_SECONDS = 120;

  private static final int FAREWELL_SECONDS = 10;

  private final Process process;
  private final Thread reader;

  /** Guarded by this. */
  private final List<String> lines = new ArrayList<>();

  /** Guarded by this. */
  private boolean ended;

  /** How a process ended. */
  public record Outcome(int code, String output) {}

  /** Starts it. */
  public RunningProcess(ProcessBuilder builder) throws IOException {
    process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    reader = Thread.ofPlatform().daemon().name("output").start(this::gather);
  }

  private void gather() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until a line of that kind was printed. */
  public synchronized void awaitLine(Predicate<String> kind) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (lines.stream().noneMatch(kind)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (ended || left <= 0) {
        throw new AssertionError("the line did not come; what did is\n" + String.join("\n", lines));
      }
      wait(left);
    }
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public Outcome await() throws InterruptedException {
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      close();
      throw new AssertionError(
          "still running after " + MAX_SECONDS + " s; it printed\n" + output());
    }
    reader.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
    return new Outcome(process.exitValue(), output());
  }

  /** What it has printed so far. */
  public synchronized String output() {
    return String.join("\n", lines) + "\n";
  }

  /** Waits at most that long for its end; whether it came. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends it at once, as {@code kill -9} does. */
  public Outcome kill() throws InterruptedException {
    // By its handle, because that leaves what it has printed to be read.
    boolean _ = process.toHandle().destroyForcibly();
    return await();
  }

  /** Ends it at once, if it runs still, and waits for that. */
  public void closeAtOnce() {
    boolean _ = process.toHandle().destroyForcibly();
    try {
      boolean _ = process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, as {@code kill} does. */
  public void terminate() {
    boolean _ = process.toHandle().destroy();
  }

  @Override
  public void close() {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        family.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      family.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
