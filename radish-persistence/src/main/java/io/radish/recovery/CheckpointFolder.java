// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.format.BackupFormatException;
import io.radish.disk.FileOps;
import io.radish.disk.FileOps.InputFile;
import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The checkpoints in a journal's folder: {@code checkpoint_<position>/}, with a file for each
 * keyspace and a {@code manifest.json}, which comes last and goes first.
 *
 * <p>A folder without a manifest is what a crash left of a checkpoint that was being written or
 * deleted. What has been moved aside by hand keeps its manifest under another name, and is nobody's
 * business but an operator's.
 */
final class CheckpointFolder {
  static final String MANIFEST = "manifest.json";

  /** How a name ends of what was moved out of the way. */
  static final String ASIDE = ".aside";

  private static final String PREFIX = "checkpoint_";
  private static final String TEMPORARY = ".tmp-manifest";
  private static final int DIGITS = 20;

  /** What a manifest of a hundred thousand keyspaces stays far below. */
  private static final long MOST_MANIFEST_BYTES = 256L << 20;

  private final FileOps disk;
  private final Path journal;

  CheckpointFolder(FileOps disk, Path journal) {
    this.disk = disk;
    this.journal = journal;
  }

  Path folder(long position) {
    String digits = Long.toString(position);
    return journal.resolve(PREFIX + "0".repeat(DIGITS - digits.length()) + digits);
  }

  Path manifest(long position) {
    return folder(position).resolve(MANIFEST);
  }

  /** The position that a name says; -1 where it is not a checkpoint's. */
  private static long positionOf(String name) {
    if (!name.matches(PREFIX + "0[0-9]{" + (DIGITS - 1) + "}")) {
      return -1;
    }
    return Long.parseLong(name.substring(PREFIX.length()));
  }

  // ---- what is there ----

  /** The positions of all folders of checkpoints, the newest first. */
  private List<Long> all() throws IOException {
    return disk.list(journal).stream()
        .map(CheckpointFolder::positionOf)
        .filter(position -> position >= 0)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The positions of checkpoints with a manifest, good or not, the newest first. */
  List<Long> complete() throws IOException {
    List<Long> complete = new ArrayList<>();
    for (long position : all()) {
      if (disk.list(folder(position)).contains(MANIFEST)) {
        complete.add(position);
      }
    }
    return complete;
  }

  /** The positions of those that a crash left unfinished, and nobody moved aside. */
  List<Long> unfinished() throws IOException {
    List<Long> unfinished = new ArrayList<>();
    for (long position : all()) {
      if (disk.list(folder(position)).stream().noneMatch(name -> name.startsWith(MANIFEST))) {
        unfinished.add(position);
      }
    }
    return unfinished;
  }

  /**
   * Reads and verifies the manifest of a checkpoint, but none of its files.
   *
   * @throws BackupFormatException where it is not what was written
   */
  Manifest read(long position) throws IOException {
    Path file = manifest(position);
    byte[] bytes;
    try (InputFile input = disk.open(file)) {
      if (input.size() > MOST_MANIFEST_BYTES) {
        throw new BackupFormatException(file, 0, "no manifest is that long");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) input.size());
      input.read(0, buffer);
      bytes = buffer.array();
    }
    Manifest manifest = ManifestFormat.decode(file, bytes);
    if (manifest.position() != position) {
      throw new BackupFormatException(
          file, 0, "it is of another checkpoint, " + manifest.position());
    }
    return manifest;
  }

  // ---- making one ----

  /**
   * Makes the folder of a checkpoint to be written; what a crash left there goes, what was moved
   * aside there stays.
   */
  Path begin(long position) throws IOException {
    Path folder = folder(position);
    disk.createFolder(folder);
    disk.forceFolder(journal);
    List<String> names = disk.list(folder);
    if (!hasAside(names)) {
      for (String left : names) {
        disk.delete(folder.resolve(left));
      }
    }
    return folder;
  }

  private static boolean hasAside(List<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(MANIFEST + ASIDE));
  }

  /** Completes a checkpoint, all of whose files are on disk: from here on it counts. */
  void complete(Manifest manifest) throws IOException {
    Path folder = folder(manifest.position());
    disk.forceFolder(folder);
    Path temporary = folder.resolve(TEMPORARY);
    byte[] bytes = ManifestFormat.encode(manifest);
    try (OutputFile file = disk.create(temporary)) {
      file.append(bytes, 0, bytes.length);
      file.force();
    }
    disk.publish(temporary, manifest(manifest.position()));
    disk.forceFolder(folder);
  }

  // ---- taking one away ----

  /**
   * Deletes a checkpoint or what there is of one; the manifest is gone for sure before the rest.
   * What was moved aside in the same folder stays.
   */
  void delete(long position) throws IOException {
    Path folder = folder(position);
    List<String> names = disk.list(folder);
    boolean shared = hasAside(names);
    boolean complete = names.contains(MANIFEST);
    List<String> own = names;
    if (shared) {
      own = complete ? filesOf(position) : List.of();
    }
    if (complete) {
      disk.delete(folder.resolve(MANIFEST));
      disk.forceFolder(folder);
    }
    for (String name : own) {
      disk.delete(folder.resolve(name));
    }
    if (!shared) {
      disk.delete(folder);
    }
    disk.forceFolder(journal);
  }

  private List<String> filesOf(long position) throws IOException {
    return read(position).keyspaces().stream().map(Manifest.KeyspaceFile::file).toList();
  }

  /** Moves a checkpoint out of the way: it does not count any more, and nobody deletes it. */
  Path moveAside(long position) throws IOException {
    return new Aside(disk).move(manifest(position));
  }
}
