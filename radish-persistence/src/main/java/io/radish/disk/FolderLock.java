// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a folder, held by the one process that writes there.
 *
 * <p>It is the operating system's lock on the file {@code .lock}, so it goes with its process,
 * however that ends. The file names the holder; the byte that is locked lies far behind that text,
 * which everybody can read therefore, on Windows too. The file stays when the lock goes: deleting
 * it would let two processes lock two files of that name.
 */
public final class FolderLock implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final String FILE = ".lock";
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
  private static final int HOLDER_BYTES = 64;
  private static final Set<StandardOpenOption> OPENING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  /**
   * The folders that this process holds. They are refused without opening their file again: POSIX
   * lets go of a process' locks on a file when any channel to it is closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final String what;
  private final Path folder;

  /** The locked file; another one once the folder was deleted. Guarded by this, as all below. */
  private FileChannel channel;

  /**
   * What tells the locked file from others of its name; null where the system has no such thing.
   */
  private @Nullable Object fileKey;

  private FolderLock(String what, Path folder, FileChannel channel) throws IOException {
    this.what = what;
    this.folder = folder;
    this.channel = channel;
    this.fileKey = fileKey();
  }

  /**
   * Sees to it that the folder is still locked: where it was deleted, or its lock file was, both
   * are made anew.
   *
   * @throws FolderInUseException where another process has locked the new one meanwhile
   */
  public synchronized void renew() throws IOException {
    if (!channel.isOpen() || isInPlace()) {
      return;
    }
    LOG.warn("{} was deleted while it was in use; it is made and locked anew", folder);
    new DiskFileOps().createFolder(folder);
    FileChannel fresh = lock(what, folder);
    channel.close();
    channel = fresh;
    fileKey = fileKey();
  }

  /** Whether the file that is locked is the one in the folder still: false once that is deleted. */
  public synchronized boolean isInPlace() throws IOException {
    return Files.exists(folder.resolve(FILE)) && isSameFile();
  }

  private boolean isSameFile() throws IOException {
    return Objects.equals(fileKey, fileKey());
  }

  private @Nullable Object fileKey() throws IOException {
    return Files.readAttributes(folder.resolve(FILE), BasicFileAttributes.class).fileKey();
  }

  /**
   * Locks a folder, making it where it is missing.
   *
   * @param what complaints call it
   * @throws FolderInUseException where another process, or another lock of this one, holds it
   */
  public static FolderLock acquire(String what, Path folder) throws IOException {
    new DiskFileOps().createFolder(folder);
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw new FolderInUseException(what, folder, holder());
    }
    boolean locked = false;
    try {
      FolderLock lock = new FolderLock(what, real, lock(what, folder));
      locked = true;
      return lock;
    } finally {
      if (!locked) {
        HELD.remove(real);
      }
    }
  }

  private static FileChannel lock(String what, Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel = FileChannel.open(file, OPENING, DiskFileOps.ownerOnlyFile(file));
    boolean locked = false;
    try {
      if (tryLock(channel) == null) {
        throw new FolderInUseException(what, folder, holder(file));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder().getBytes(StandardCharsets.US_ASCII)), 0);
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String holder() {
    return "process " + ProcessHandle.current().pid();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      // This very process holds it, under another name of the folder.
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer text = ByteBuffer.allocate(HOLDER_BYTES);
      channel.read(text, 0);
      String holder = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
      return holder.matches("process \\d+") ? holder : "unknown process";
    }
  }

  /** Lets go of the folder. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.truncate(0);
      } finally {
        channel.close();
        HELD.remove(folder);
      }
    }
  }
}
