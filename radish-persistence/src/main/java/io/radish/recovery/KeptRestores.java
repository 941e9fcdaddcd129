// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.RestoreKeeper;
import io.radish.backup.format.BackupContent;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupReader;
import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import io.radish.disk.FileOps.InputFile;
import io.radish.disk.FileOps.OutputFile;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The files that were restored, kept in the journal's folder, since a restore is one effect that
 * names its file.
 *
 * <p>Such a name says all that making the effect again needs: {@code
 * restored_<instant>_<crc>_<v|u>_<n>.json}, where the instant, in milliseconds since the epoch, is
 * what decides which entries had expired, the CRC32C is that of the whole file, and {@code u}
 * stands for a file that was taken unverified. A file goes when every kept checkpoint has what it
 * brought.
 *
 * <p>Where a start finds one of an earlier life, it notes how far the journal went then, as the
 * name of an empty file beside it, {@code needed_<unit>_<name>}: later starts, of which there may
 * be more than the restore window has days, must not keep it for longer. Thread-safe.
 */
final class KeptRestores implements RestoreKeeper {
  private static final Pattern NAME =
      Pattern.compile("restored_(\\d{1,18})_([0-9a-f]{8})_([vu])_\\d+(\\.json[.a-z0-9]*)");
  private static final Pattern NOTE = Pattern.compile("needed_(\\d{1,18})_(restored_.*)");

  /** How the names begin of what a start sweeps up. */
  static final String TEMPORARY = ".tmp-restored-";

  private final FileOps disk;
  private final Path folder;
  private final LongSupplier position;

  /** Names, and the unit behind which nothing refers to them; guarded by this. */
  private final Map<String, Long> neededUntil = new HashMap<>();

  /** How long they are; guarded by this. */
  private final Map<String, Long> sizes = new HashMap<>();

  /** How many were kept in this life; guarded by this. */
  private long kept;

  /** The bytes of all that were kept in this life, gone or not; guarded by this. */
  private long keptBytes;

  /**
   * Makes a keeper.
   *
   * @param position the number of the newest unit of the journal
   */
  KeptRestores(FileOps disk, Path folder, LongSupplier position) {
    this.disk = disk;
    this.folder = folder;
    this.position = position;
  }

  // ---- keeping ----

  @Override
  public Kept keep(Path file, boolean unverified, Instant asOf) throws IOException {
    Path temporary = folder.resolve(TEMPORARY + next());
    boolean published = false;
    try {
      Copied copied = copy(file, temporary);
      String name = publish(temporary, file, copied.crc(), unverified, asOf);
      published = true;
      count(name, copied.bytes());
      return new KeptFile(name);
    } finally {
      if (!published) {
        disk.delete(temporary);
      }
    }
  }

  private synchronized long next() {
    return ++kept;
  }

  private synchronized void count(String name, long bytes) {
    sizes.put(name, bytes);
    keptBytes += bytes;
  }

  /** The bytes of all that are in the folder. */
  synchronized long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The bytes of all that were kept in this life, gone or not. */
  synchronized long keptBytes() {
    return keptBytes;
  }

  /**
   * One of the files.
   *
   * @param neededUntil the unit behind which nothing refers to it
   */
  record RestoredFile(long neededUntil, long bytes) {}

  /** All that are in the folder. */
  synchronized List<RestoredFile> files() {
    return sizes.entrySet().stream()
        .map(
            size ->
                new RestoredFile(
                    neededUntil.getOrDefault(size.getKey(), Long.MAX_VALUE), size.getValue()))
        .toList();
  }

  private record Copied(int crc, long bytes) {}

  /** Copies a file and brings it to disk. */
  private Copied copy(Path file, Path target) throws IOException {
    disk.delete(target);
    CRC32C crc = new CRC32C();
    // What is restored may lie anywhere, so it is not this disk's.
    try (InputFile in = new DiskFileOps().open(file);
        OutputFile out = disk.create(target)) {
      long bytes =
          in.pass(
              0,
              Long.MAX_VALUE,
              piece -> {
                crc.update(piece.duplicate());
                out.append(piece);
              });
      out.force();
      return new Copied((int) crc.getValue(), bytes);
    }
  }

  private String publish(Path temporary, Path file, int crc, boolean unverified, Instant asOf)
      throws IOException {
    String original = Objects.toString(file.getFileName());
    int dot = original.indexOf(".json");
    String suffix = dot < 0 ? ".json" : original.substring(dot).toLowerCase(Locale.ROOT);
    while (true) {
      String name =
          String.format(
              Locale.ROOT,
              "restored_%d_%08x_%s_%d%s",
              Math.max(0, asOf.toEpochMilli()),
              crc,
              unverified ? "u" : "v",
              next(),
              NAME.matcher("restored_0_00000000_v_0" + suffix).matches() ? suffix : ".json");
      try {
        need(name, Long.MAX_VALUE);
        disk.publish(temporary, folder.resolve(name));
        disk.forceFolder(folder);
        return name;
      } catch (FileAlreadyExistsException e) {
        // It is from another life of the server, and its need is the end of that.
        need(name, position.getAsLong());
      } catch (IOException e) {
        // It may have its name; if so, the next clean-up takes it.
        need(name, 0);
        throw e;
      }
    }
  }

  private synchronized void need(String name, long until) {
    neededUntil.put(name, until);
  }

  /** A copy, which stays where its restore is committed. */
  private final class KeptFile implements Kept {
    private final String name;
    private boolean committed;

    KeptFile(String name) {
      this.name = name;
    }

    @Override
    public String source() {
      return name;
    }

    @Override
    public InputFile open() throws IOException {
      return disk.open(folder.resolve(name));
    }

    @Override
    public void committed() {
      committed = true;
    }

    @Override
    public void close() throws IOException {
      if (committed) {
        need(name, position.getAsLong());
      } else {
        // Where it cannot be deleted now, the next clean-up takes it.
        need(name, 0);
        disk.delete(folder.resolve(name));
        forget(name);
      }
    }
  }

  private synchronized void forget(String name) {
    neededUntil.remove(name);
    sizes.remove(name);
  }

  // ---- making the effect again ----

  /** Makes a keyspace what a kept file holds, as it was made when the effect was written down. */
  void restore(Snapshots store, KeyspaceName keyspace, long ttlMillis, String source)
      throws IOException {
    Path file = folder.resolve(source);
    Matcher name = check(source);
    Instant asOf = Instant.ofEpochMilli(Long.parseLong(name.group(1)));
    BackupReader.Trust trust =
        name.group(3).equals("u") ? BackupReader.Trust.UNVERIFIED : BackupReader.Trust.VERIFIED;
    try (BackupReader reader = BackupReader.open(file, disk.open(file), trust);
        KeyspaceLoad load = store.load(keyspace, ttlMillis / 1000, asOf.toEpochMilli())) {
      load.expect(reader.expectedItems());
      try (EntrySink sink = load.sink()) {
        BackupContent _ = reader.read(sink, asOf);
      }
      load.commit();
    }
  }

  /**
   * Sees to it that a file is there as it was restored.
   *
   * @throws IOException where it is not: the file and the reason
   */
  void verify(String source) throws IOException {
    Matcher _ = check(source);
  }

  private Matcher check(String source) throws IOException {
    Path file = folder.resolve(source);
    Matcher name = NAME.matcher(source);
    if (!name.matches()) {
      throw new BackupFormatException(file, 0, "no restored file is called that");
    }
    if (crcOf(file) != Integer.parseUnsignedInt(name.group(2), 16)) {
      throw new BackupFormatException(file, 0, "its checksum is not the one in its name");
    }
    return name;
  }

  private int crcOf(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    try (InputFile in = disk.open(file)) {
      long _ = in.pass(0, Long.MAX_VALUE, crc::update);
    }
    return (int) crc.getValue();
  }

  // ---- letting go ----

  /** Deletes copies that a crash cut off. */
  void sweep() throws IOException {
    for (String name : disk.list(folder)) {
      if (name.startsWith(TEMPORARY)) {
        disk.delete(folder.resolve(name));
      }
    }
  }

  /**
   * Notes until where the files of earlier lives are needed, in the folder, unless that was done
   * before; after all of the journal was recovered.
   */
  void noteEnds() throws IOException {
    Map<String, Long> noted = new HashMap<>();
    Set<String> names = new TreeSet<>(disk.list(folder));
    for (String name : names) {
      Matcher note = NOTE.matcher(name);
      if (note.matches() && names.contains(note.group(2))) {
        noted.merge(note.group(2), Long.parseLong(note.group(1)), Math::max);
      } else if (note.matches()) {
        disk.delete(folder.resolve(name));
      }
    }
    long end = position.getAsLong();
    for (String name : names) {
      if (NAME.matcher(name).matches()) {
        measure(name);
        Long until = noted.get(name);
        if (until == null) {
          disk.create(note(name, end)).close();
        }
        need(name, until == null ? end : Math.min(until, end));
      }
    }
  }

  private void measure(String name) throws IOException {
    try (InputFile file = disk.open(folder.resolve(name))) {
      long bytes = file.size();
      synchronized (this) {
        sizes.put(name, bytes);
      }
    }
  }

  private Path note(String name, long until) {
    return folder.resolve("needed_" + until + "_" + name);
  }

  /** Deletes those that nothing behind {@code oldest}, the oldest kept checkpoint, refers to. */
  void dropBefore(long oldest) throws IOException {
    for (Map.Entry<String, Long> each : dispensable(oldest)) {
      String name = each.getKey();
      disk.delete(folder.resolve(name));
      disk.delete(note(name, each.getValue()));
      forget(name);
    }
  }

  private synchronized List<Map.Entry<String, Long>> dispensable(long oldest) {
    return neededUntil.entrySet().stream()
        .filter(entry -> entry.getValue() <= oldest)
        .map(Map.Entry::copyOf)
        .toList();
  }
}
