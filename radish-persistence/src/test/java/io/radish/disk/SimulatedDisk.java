// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps what it was asked to bring to disk, and of the rest whatever is
 * worst: after {@link #crash} unsynced writes are gone, torn, or there without those before them,
 * and so are names. Calls that change something are counted; at any of them it can stop for ever,
 * as where the power goes, fail for a while, or hang. Thread-safe.
 *
 * <p>Folders are there for good as soon as they are made.
 */
public final class SimulatedDisk implements FileOps {
  /** The power went; no call returns any more. */
  public static final class PowerLoss extends Error {
    @Serial private static final long serialVersionUID = 1L;

    PowerLoss() {
      super("the power went", null, false, false);
    }
  }

  /** Names that change together: those with a file are there afterwards, those without are gone. */
  private record Renaming(Path folder, Map<Path, @Nullable SimulatedFile> names) {}

  private final Random random;
  private final Set<Path> folders = new HashSet<>();
  private final Map<Path, SimulatedFile> seen = new HashMap<>();
  private final Map<Path, SimulatedFile> durable = new HashMap<>();
  private final List<Renaming> pending = new ArrayList<>();
  private int calls;
  private int stopsAt = -1;
  private int failsFrom = -1;
  private int failsUntil = -1;
  private String failure = "";
  private int hangsAt = -1;
  private Runnable hanging = () -> {};
  private boolean forgetful;

  /** An empty disk, whose whims are those of {@code random}. */
  public SimulatedDisk(Random random) {
    this.random = random;
  }

  // ---- what is to go wrong ----

  /** Stops for ever at the call with that number, counted from 0. */
  public synchronized void stopAt(int call) {
    stopsAt = call;
  }

  /** Fails at {@code count} calls from that number on, in those words. */
  public synchronized void failAt(int call, int count, String words) {
    failsFrom = call;
    failsUntil = call + count;
    failure = words;
  }

  /** Does {@code what} at that call before it goes on: waits, mostly. */
  public synchronized void hangAt(int call, Runnable what) {
    hangsAt = call;
    hanging = what;
  }

  /** Says that everything was brought to disk, and does nothing: a server without fsync. */
  public synchronized void forgetForces() {
    forgetful = true;
  }

  /** How many calls there were. */
  public synchronized int calls() {
    return calls;
  }

  // ---- what is left ----

  /** The disk after the power came back: everything forced, and of the rest what chance left. */
  public synchronized SimulatedDisk crash() {
    Map<Path, SimulatedFile> names = new HashMap<>(durable);
    boolean inOrder = random.nextBoolean();
    int reached = random.nextInt(pending.size() + 1);
    for (int i = 0; i < pending.size(); i++) {
      if (inOrder ? i < reached : random.nextBoolean()) {
        apply(pending.get(i), names);
      }
    }
    SimulatedDisk after = new SimulatedDisk(random);
    after.folders.addAll(folders);
    Map<SimulatedFile, SimulatedFile> files = new HashMap<>();
    names.forEach(
        (path, file) -> {
          SimulatedFile left = files.computeIfAbsent(file, f -> f.afterCrash(random));
          after.seen.put(path, left);
          after.durable.put(path, left);
        });
    return after;
  }

  /** A file's bytes, as a reader sees them. */
  public synchronized byte[] content(Path file) {
    return Objects.requireNonNull(seen.get(file), file.toString()).seen().clone();
  }

  /** Puts a file there, on the disk. */
  public synchronized void put(Path path, byte[] bytes) {
    SimulatedFile file = new SimulatedFile();
    file.write(0, bytes);
    file.force();
    folders.add(folder(path));
    seen.put(path, file);
    durable.put(path, file);
  }

  /** Writes all files of a folder to a real one, for what reads real files only. */
  public synchronized void copyTo(Path from, Path target) throws IOException {
    for (Map.Entry<Path, SimulatedFile> entry : seen.entrySet()) {
      if (folder(entry.getKey()).equals(from)) {
        Files.write(target.resolve(fileName(entry.getKey())), entry.getValue().seen());
      }
    }
  }

  private static Path folder(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static Path fileName(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }

  // ---- one call ----

  /** Counts a call; whether it fails, in which case it may have done part of its work. */
  private boolean fails() {
    Runnable waiting = null;
    synchronized (this) {
      if (stopsAt >= 0 && calls > stopsAt) {
        throw new PowerLoss();
      }
      if (calls == hangsAt) {
        waiting = hanging;
      }
    }
    if (waiting != null) {
      waiting.run();
    }
    synchronized (this) {
      int call = calls++;
      return call == stopsAt || (call >= failsFrom && call < failsUntil);
    }
  }

  /** Ends a call that fails. */
  private IOException failed(Path path) {
    synchronized (this) {
      if (stopsAt >= 0 && calls > stopsAt) {
        throw new PowerLoss();
      }
      return new FileSystemException(path.toString(), null, failure);
    }
  }

  private synchronized void rename(Path folder, Map<Path, @Nullable SimulatedFile> names) {
    Renaming renaming = new Renaming(folder, names);
    apply(renaming, seen);
    pending.add(renaming);
  }

  private static void apply(Renaming renaming, Map<Path, SimulatedFile> names) {
    renaming
        .names()
        .forEach(
            (path, file) -> {
              if (file == null) {
                names.remove(path);
              } else {
                names.put(path, file);
              }
            });
  }

  private synchronized boolean chance() {
    return random.nextBoolean();
  }

  private synchronized int upTo(int most) {
    return random.nextInt(most + 1);
  }

  private synchronized SimulatedFile find(Path path) throws IOException {
    SimulatedFile file = seen.get(path);
    if (file == null) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  // ---- the calls ----

  @Override
  public void createFolder(Path folder) throws IOException {
    if (fails()) {
      throw failed(folder);
    }
    synchronized (this) {
      folders.add(folder);
    }
  }

  @Override
  public synchronized List<String> list(Path folder) {
    return seen.keySet().stream()
        .filter(path -> folder(path).equals(folder))
        .map(path -> fileName(path).toString())
        .toList();
  }

  @Override
  public OutputFile create(Path path) throws IOException {
    SimulatedFile file = new SimulatedFile();
    boolean fails = fails();
    if (fails && chance()) {
      throw failed(path);
    }
    synchronized (this) {
      if (!folders.contains(folder(path))) {
        throw new NoSuchFileException(path.toString());
      }
      if (seen.containsKey(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      rename(folder(path), Map.of(path, file));
    }
    if (fails) {
      throw failed(path);
    }
    return new Output(path, file);
  }

  @Override
  public InputFile open(Path path) throws IOException {
    SimulatedFile file = find(path);
    return new InputFile() {
      @Override
      public long size() {
        synchronized (SimulatedDisk.this) {
          return file.seen().length;
        }
      }

      @Override
      public void read(long position, ByteBuffer target) {
        synchronized (SimulatedDisk.this) {
          byte[] bytes = file.seen();
          if (position < bytes.length) {
            int count = Math.min(target.remaining(), bytes.length - (int) position);
            target.put(bytes, (int) position, count);
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    synchronized (this) {
      if (seen.containsKey(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
    }
    replace(temporary, target);
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    SimulatedFile file = find(temporary);
    boolean fails = fails();
    if (fails && chance()) {
      throw failed(target);
    }
    Map<Path, @Nullable SimulatedFile> names = new HashMap<>();
    names.put(temporary, null);
    names.put(target, file);
    rename(folder(target), names);
    if (fails) {
      throw failed(target);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    boolean fails = fails();
    if (fails && chance()) {
      throw failed(path);
    }
    Map<Path, @Nullable SimulatedFile> names = new HashMap<>();
    names.put(path, null);
    rename(folder(path), names);
    if (fails) {
      throw failed(path);
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    if (fails()) {
      throw failed(folder);
    }
    synchronized (this) {
      if (!forgetful) {
        pending.stream().filter(op -> op.folder().equals(folder)).forEach(op -> apply(op, durable));
        pending.removeIf(op -> op.folder().equals(folder));
      }
    }
  }

  /** A file being written, at its end. */
  private final class Output implements OutputFile {
    private final Path path;
    private final SimulatedFile file;

    Output(Path path, SimulatedFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      boolean fails = fails();
      // A full disk takes what still fits, and a write that a power loss ends has begun.
      byte[] taken = fails ? Arrays.copyOf(copy, upTo(copy.length)) : copy;
      synchronized (SimulatedDisk.this) {
        file.write(file.seen().length, taken);
      }
      if (fails) {
        throw failed(path);
      }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
      append(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void overwrite(long position, byte[] bytes) throws IOException {
      boolean fails = fails();
      byte[] taken = fails ? Arrays.copyOf(bytes, upTo(bytes.length)) : bytes.clone();
      synchronized (SimulatedDisk.this) {
        file.write((int) position, taken);
      }
      if (fails) {
        throw failed(path);
      }
    }

    @Override
    public void force() throws IOException {
      boolean fails = fails();
      synchronized (SimulatedDisk.this) {
        if (fails) {
          file.failToForce(random);
        } else if (!forgetful) {
          file.force();
        }
      }
      if (fails) {
        throw failed(path);
      }
    }

    @Override
    public void close() throws IOException {
      if (fails()) {
        throw failed(path);
      }
    }
  }
}
