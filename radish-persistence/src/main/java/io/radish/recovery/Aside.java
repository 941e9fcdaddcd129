// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.InputFile;
import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts files out of the way under names that nothing looks for, and never deletes any. */
final class Aside {
  private final FileOps disk;

  Aside(FileOps disk) {
    this.disk = disk;
  }

  private interface Naming {
    void to(Path name) throws IOException;
  }

  /** Tries {@code base}, {@code base.2}, {@code base.3} … until a name is free. */
  private static Path free(Path base, Naming naming) throws IOException {
    for (int ordinal = 1; ; ordinal++) {
      Path name = ordinal == 1 ? base : base.resolveSibling(fileName(base) + "." + ordinal);
      try {
        naming.to(name);
        return name;
      } catch (FileAlreadyExistsException e) {
        // Something was put aside before: the next is tried.
      }
    }
  }

  /** Renames a file; returns its new name, which is on disk. */
  Path move(Path file) throws IOException {
    Path base = file.resolveSibling(fileName(file) + CheckpointFolder.ASIDE);
    Path moved = free(base, name -> disk.publish(file, name));
    disk.forceFolder(folder(file));
    return moved;
  }

  /** Copies a part of a file beside it, under its name and {@code suffix}; that is on disk then. */
  Path copy(Path file, long from, long bytes, String suffix) throws IOException {
    Path base = file.resolveSibling(fileName(file) + suffix);
    Path copied = free(base, name -> copyTo(file, from, bytes, name));
    disk.forceFolder(folder(file));
    return copied;
  }

  /** Keeps the first {@code bytes} of a file only; the old content is the caller's to have kept. */
  void shorten(Path file, long bytes) throws IOException {
    Path temporary = file.resolveSibling(".tmp-" + fileName(file));
    disk.delete(temporary);
    copyTo(file, 0, bytes, temporary);
    disk.replace(temporary, file);
    disk.forceFolder(folder(file));
  }

  private void copyTo(Path file, long from, long bytes, Path name) throws IOException {
    try (InputFile in = disk.open(file);
        OutputFile out = disk.create(name)) {
      if (in.pass(from, bytes, out::append) < bytes) {
        throw new IOException(file + " became shorter while it was copied");
      }
      out.force();
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static String fileName(Path file) {
    @Nullable Path name = file.getFileName();
    return Objects.toString(name);
  }
}
