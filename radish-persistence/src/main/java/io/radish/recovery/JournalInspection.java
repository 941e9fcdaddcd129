// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.InputFile;
import io.radish.effect.Effects;
import io.radish.journal.JournalDamagedException;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.journal.NoSink;
import io.radish.journal.ReadRange;
import io.radish.journal.Segment;
import io.radish.journal.TornTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a journal's folder, read to the last byte and changed in nothing; for whoever has to
 * decide what to do with it.
 *
 * @param folder the folder
 * @param inUseBy the process that works in it, as its lock says; null where none does. What it is
 *     writing looks like a torn tail
 * @param checkpoints those with a manifest, good or not, the newest first
 * @param unfinished the positions of those without one, which a start sweeps up
 * @param segments the journal's, oldest first
 * @param journal what was read of it; null where it is damaged
 * @param damage where the journal is damaged, and why; null where it is not
 * @param problems what else a start, or a restore to a point in time, stops at
 * @param aside what was moved aside, cut off or kept for restores: names in the folder
 */
public record JournalInspection(
    Path folder,
    @Nullable String inUseBy,
    List<Checkpoint> checkpoints,
    List<Long> unfinished,
    List<Segment> segments,
    @Nullable JournalReading journal,
    @Nullable Damage damage,
    List<String> problems,
    List<String> aside) {

  /**
   * A checkpoint.
   *
   * @param position the number of the newest unit that is in it
   * @param info what its manifest says; null where that is damaged
   * @param problem the file, the place in it, and what is wrong; null where all of it is whole
   */
  public record Checkpoint(
      long position, @Nullable CheckpointInfo info, @Nullable String problem) {}

  /**
   * A place in the journal.
   *
   * @param file the segment, or the folder where one is missing
   * @param offset counted in bytes from the file's first
   */
  public record Damage(Path file, long offset, String reason) {}

  /** Notes which files the journal says were restored. */
  private static final class RestoredNames extends NoSink {
    private final long after;
    private final SequencedMap<String, Long> units = new LinkedHashMap<>();
    private long unit;

    /** Those behind a unit. */
    RestoredNames(long after) {
      this.after = after;
    }

    @Override
    public Effects begin(long number, long timeMillis) {
      unit = number;
      return this;
    }

    @Override
    public void replace(String keyspace, long ttlMillis, String source) {
      if (unit > after) {
        units.putIfAbsent(source, unit);
      }
    }
  }

  /** Reads all of a folder. */
  public static JournalInspection of(FileOps disk, Path folder) throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(disk, folder);
    List<Checkpoint> found = new ArrayList<>();
    for (long position : checkpoints.complete()) {
      found.add(inspect(disk, checkpoints, position));
    }
    JournalReader reader = new JournalReader(disk, folder);
    List<Segment> segments = List.of();
    JournalReading journal = null;
    Damage damage = null;
    List<String> problems = List.of();
    try {
      segments = reader.segments();
      // What came before the oldest checkpoint may be gone.
      RestoredNames restored = new RestoredNames(found.isEmpty() ? 0 : found.getLast().position());
      journal = reader.read(ReadRange.ALL, restored);
      problems = problems(disk, folder, journal, found, restored);
    } catch (JournalDamagedException e) {
      damage = new Damage(e.file(), e.offset(), e.reason());
    }
    return new JournalInspection(
        folder,
        holder(disk, folder),
        List.copyOf(found),
        checkpoints.unfinished(),
        List.copyOf(segments),
        journal,
        damage,
        problems,
        aside(disk, folder));
  }

  /** What does not fit together, though each of it is whole. */
  private static List<String> problems(
      FileOps disk,
      Path folder,
      JournalReading journal,
      List<Checkpoint> newestFirst,
      RestoredNames restored)
      throws IOException {
    List<String> problems = new ArrayList<>();
    Optional<Checkpoint> base =
        newestFirst.stream().filter(each -> each.problem() == null).findFirst();
    if (base.isPresent()) {
      Manifest manifest = new CheckpointFolder(disk, folder).read(base.get().position());
      String foreign = Continuity.foreign(folder, manifest, journal);
      String tooShort = Continuity.tooShort(folder, manifest, journal, new BeginMark(disk, folder));
      Stream.of(foreign, tooShort).filter(Objects::nonNull).forEach(problems::add);
      if (!journal.segments().isEmpty()
          && journal.segments().getFirst().first() > manifest.position() + 1) {
        problems.add(
            "the journal begins with unit "
                + journal.segments().getFirst().first()
                + ", and the checkpoint ends with unit "
                + manifest.position());
      }
    } else if (journal.end().number() > 0) {
      problems.add("there is a journal, but no checkpoint that it builds on");
    }
    KeptRestores kept = new KeptRestores(disk, folder, () -> journal.end().number());
    for (Map.Entry<String, Long> each : restored.units.entrySet()) {
      try {
        kept.verify(each.getKey());
      } catch (IOException e) {
        problems.add(
            "unit "
                + each.getValue()
                + " restores a file that is not there as it was: "
                + JournalRecovery.message(e));
      }
    }
    return List.copyOf(problems);
  }

  private static Checkpoint inspect(FileOps disk, CheckpointFolder checkpoints, long position) {
    CheckpointInfo info = null;
    try {
      Manifest manifest = checkpoints.read(position);
      info = manifest.info();
      for (Manifest.KeyspaceFile file : manifest.keyspaces()) {
        CheckpointLoader.verify(disk, manifest, file, checkpoints.folder(position));
      }
      return new Checkpoint(position, info, null);
    } catch (IOException e) {
      return new Checkpoint(position, info, JournalRecovery.message(e));
    }
  }

  /** What the lock file says, where that process is there; the lock itself is left alone. */
  private static @Nullable String holder(FileOps disk, Path folder) throws IOException {
    if (!disk.list(folder).contains(".lock")) {
      return null;
    }
    ByteBuffer text = ByteBuffer.allocate(64);
    try (InputFile file = disk.open(folder.resolve(".lock"))) {
      file.read(0, text);
    }
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    if (!holder.matches("process \\d{1,18}")) {
      return null;
    }
    long process = Long.parseLong(holder.substring(holder.indexOf(' ') + 1));
    return ProcessHandle.of(process).isPresent() ? holder : null;
  }

  private static List<String> aside(FileOps disk, Path folder) throws IOException {
    List<String> aside = new ArrayList<>();
    for (String name : disk.list(folder)) {
      boolean ours =
          name.contains(CheckpointFolder.ASIDE)
              || name.contains(JournalRecovery.TORN)
              || name.startsWith("restored_")
              || name.startsWith(BeginMark.PREFIX);
      if (ours) {
        aside.add(name);
      }
      if (name.startsWith("checkpoint_")) {
        disk.list(folder.resolve(name)).stream()
            .filter(file -> file.contains(CheckpointFolder.ASIDE))
            .forEach(file -> aside.add(name + "/" + file));
      }
    }
    aside.sort(null);
    return List.copyOf(aside);
  }

  /** The end that a crash has left and a start cuts off; null where there is none. */
  public @Nullable TornTail tail() {
    return journal == null ? null : journal.tail();
  }

  /** Whether nothing is damaged or missing; a torn tail is no damage. */
  public boolean isWhole() {
    return damage == null
        && problems.isEmpty()
        && checkpoints.stream().allMatch(each -> each.problem() == null);
  }

  /** What an operator can do where the journal or the newest checkpoint is damaged. */
  public List<String> choices() {
    Choices choices = new Choices(folder);
    if (!checkpoints.isEmpty() && checkpoints.getFirst().problem() != null) {
      return choices.forCheckpoint(
          checkpoints.stream()
              .filter(each -> each.problem() == null)
              .map(Checkpoint::position)
              .findFirst()
              .orElse(null));
    }
    Damage at = damage;
    if (at == null && problems.isEmpty()) {
      return List.of();
    }
    return checkpoints.isEmpty()
        ? choices.forCheckpoint(null)
        : choices.forJournal(checkpoints.getFirst().position(), at);
  }
}
