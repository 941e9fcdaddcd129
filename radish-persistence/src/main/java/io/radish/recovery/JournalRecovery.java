// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.RecoverySummary;
import io.radish.backup.format.BackupFormatException;
import io.radish.disk.FileOps;
import io.radish.journal.JournalDamagedException;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.journal.JournalReading.End;
import io.radish.journal.ReadRange;
import io.radish.journal.Segment;
import io.radish.journal.TornTail;
import io.radish.recovery.RecoveryProgress.Phase;
import io.radish.snapshot.Snapshots;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.EffectApplier;
import io.radish.store.KeyspaceName;
import io.radish.store.LiveKeyspaces;
import io.radish.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a store of what lies in a journal's folder: the newest whole checkpoint, then the journal
 * behind it to its last whole batch.
 *
 * <p>It gives all that was durable, or it stops and says what can be done. A checkpoint that is
 * damaged is passed over only where an older one and the journal behind it lead past it, so that
 * nothing is lost. Files change only after everything was read: the torn tail that a crash left is
 * copied aside and cut off, what was unfinished is swept up.
 *
 * <p>Used by one thread, on a store that nobody else uses yet; nothing in it expires meanwhile.
 */
final class JournalRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

  /** What an end of a tail that was cut off is called. */
  static final String TORN = ".torn";

  /** Bytes of the journal after which what was dropped is freed: it drops little more than that. */
  private static final long BYTES_BETWEEN_ROUNDS = 4L << 20;

  /** What a round of that may take: there is no reader to be kept waiting. */
  private static final long ROUND_MICROS = 2000;

  /** Units between two words about the progress. */
  private static final long UNITS_AT_ONCE = 100_000;

  /**
   * What was found.
   *
   * @param reading the journal, settled, as it goes on
   * @param whole the checkpoints that may be kept, oldest first
   */
  record Recovered(RecoveryReport report, JournalReading reading, List<CheckpointInfo> whole) {}

  private final FileOps disk;
  private final Path journal;
  private final Store store;
  private final Snapshots snapshots;
  private final KeptRestores restores;
  private final CheckpointFolder folder;
  private final BeginMark mark;
  private final Choices choices;
  private final InstantSource clock;
  private final RecoveryProgress progress;
  private final CountedReads reads;
  private final List<String> notes = new ArrayList<>();
  private final AtomicLong entries = new AtomicLong();
  private volatile Phase phase = Phase.CHECKPOINT;

  /** What is read in the phase, and where it began. */
  private volatile long total;

  private volatile long before;

  /** Bytes read when what was dropped was freed last. */
  private long freedAt;

  JournalRecovery(
      FileOps disk,
      Path journal,
      Store store,
      KeptRestores restores,
      InstantSource clock,
      RecoveryProgress progress) {
    this.disk = disk;
    this.journal = journal;
    this.store = store;
    this.snapshots = new StoreSnapshots(store);
    this.restores = restores;
    this.clock = clock;
    this.progress = progress;
    reads = new CountedReads(disk, this::tell);
    folder = new CheckpointFolder(disk, journal);
    mark = new BeginMark(disk, journal);
    choices = new Choices(journal);
  }

  private void tell() {
    progress.at(phase, reads.bytes() - before, total, entries.get());
  }

  private void begin(Phase next, long bytes) {
    phase = next;
    total = bytes;
    before = reads.bytes();
    tell();
  }

  // ---- the start ----

  Recovered recover(Durability.Base base) throws IOException {
    long begun = clock.millis();
    List<Long> checkpoints;
    List<Segment> segments;
    try {
      checkpoints = folder.complete();
      segments = new JournalReader(disk, journal).segments();
    } catch (JournalDamagedException e) {
      throw stop(message(e), choices.forCheckpoint(null), e);
    } catch (IOException e) {
      throw stop(journal + " cannot be read: " + message(e), choices.forFolder(), e);
    }
    if (checkpoints.isEmpty()) {
      return firstStart(base, segments, begun);
    }
    Start start = loadNewest(checkpoints, segments);
    JournalReading read = replay(start, segments);
    checkEnd(start, read);
    JournalReading settled = settleOrSay(start, read);
    List<CheckpointInfo> whole = sweep(checkpoints, start);
    long last = Math.max(read.end().timeMillis(), start.manifest().taken().toEpochMilli());
    RecoveryReport report =
        new RecoveryReport(
            start.manifest().info(),
            null,
            reads.files(),
            entries.get() - read.units(),
            read.batches(),
            read.units(),
            reads.bytes(),
            settled.end().number(),
            Instant.ofEpochMilli(last),
            Duration.ofMillis(Math.max(0, clock.millis() - begun)),
            List.copyOf(notes));
    return new Recovered(report, settled, whole);
  }

  /** There is no checkpoint. That is as it should be only where there is no unit either. */
  private Recovered firstStart(Durability.Base base, List<Segment> segments, long begun)
      throws IOException {
    JournalReader reader = new JournalReader(disk, journal);
    JournalReading found;
    try {
      found = reader.verify();
    } catch (IOException e) {
      throw stop(
          "there is a journal, but no checkpoint that it builds on, and " + message(e),
          choices.forCheckpoint(null),
          e);
    }
    if (found.end().number() > 0) {
      throw stop(
          "there is a journal up to unit "
              + found.end().number()
              + " in "
              + journal
              + ", but no checkpoint that it builds on",
          choices.forCheckpoint(null),
          new IOException("no checkpoint has a " + CheckpointFolder.MANIFEST));
    }
    begin(Phase.BACKUPS, 0);
    RecoverySummary backups = base.load();
    entries.set(backups.items());
    tell();
    JournalReading settled = reader.settle(keepTail(found));
    restores.sweep();
    sweepUnfinished();
    RecoveryReport report =
        new RecoveryReport(
            null,
            backups,
            backups.restored().size(),
            backups.items(),
            0,
            0,
            0,
            0,
            null,
            Duration.ofMillis(Math.max(0, clock.millis() - begun)),
            List.copyOf(notes));
    LOG.info("No journal in {} before; {} segments", journal, segments.size());
    return new Recovered(report, settled, List.of());
  }

  // ---- the checkpoint ----

  /**
   * A checkpoint that was loaded.
   *
   * @param lossless up to where the journal has to lead, because a damaged checkpoint did
   */
  private record Start(Manifest manifest, long lossless, @Nullable IOException damage) {}

  private Start loadNewest(List<Long> newestFirst, List<Segment> segments) throws IOException {
    IOException first = null;
    long damaged = -1;
    for (long position : newestFirst) {
      if (first != null && !leadsOn(position, segments)) {
        break;
      }
      try {
        Manifest manifest = folder.read(position);
        begin(Phase.CHECKPOINT, manifest.info().bytes());
        new CheckpointLoader(reads, snapshots, entries::addAndGet)
            .load(manifest, folder.folder(position));
        return new Start(manifest, damaged, first);
      } catch (IOException e) {
        LOG.warn("The checkpoint of unit {} cannot be loaded: {}", position, message(e));
        if (first == null) {
          first = e;
          damaged = position;
        }
      }
    }
    throw stopAtCheckpoint(damaged, newestFirst, Objects.requireNonNull(first));
  }

  private JournalRecoveryException stopAtCheckpoint(
      long position, List<Long> newestFirst, IOException damage) {
    Long older = newestFirst.stream().filter(each -> each < position).findFirst().orElse(null);
    return stop(
        "the checkpoint of unit " + position + " cannot be loaded: " + message(damage),
        choices.forCheckpoint(older),
        damage);
  }

  /** Whether segments begin right behind that unit, or before. */
  private static boolean leadsOn(long position, List<Segment> oldestFirst) {
    return !oldestFirst.isEmpty() && oldestFirst.getFirst().first() <= position + 1;
  }

  // ---- the journal ----

  private JournalReading replay(Start start, List<Segment> segments) throws IOException {
    long position = start.manifest().position();
    begin(Phase.JOURNAL, bytesBehind(position, segments));
    LiveKeyspaces live = new LiveKeyspaces(store, this::restore);
    Replay replay = new Replay(new EffectApplier(store, live), this::countUnit);
    try {
      return new JournalReader(reads, journal).read(ReadRange.after(position), replay);
    } catch (JournalDamagedException e) {
      JournalInspection.Damage damage =
          new JournalInspection.Damage(e.file(), e.offset(), e.reason());
      throw stopInJournal(start, "the journal is damaged: " + message(e), damage, e);
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      String what = "unit " + replay.number() + " restores a file that is not there as it was: ";
      throw stopInJournal(start, what + message(cause), null, cause);
    } catch (IllegalStateException e) {
      String what = "unit " + replay.number() + " of the journal does not fit the data: ";
      throw stopInJournal(start, what + e.getMessage(), null, e);
    } catch (IOException e) {
      throw stopInJournal(start, "the journal cannot be read: " + message(e), null, e);
    }
  }

  private JournalRecoveryException stopInJournal(
      Start start, String problem, JournalInspection.@Nullable Damage damage, Throwable cause) {
    IOException passedOver = start.damage();
    String whole =
        passedOver == null
            ? problem
            : problem
                + "; it is needed because a newer checkpoint is damaged: "
                + message(passedOver);
    return stop(whole, choices.forJournal(start.manifest().position(), damage), cause);
  }

  private void restore(KeyspaceName keyspace, long ttlMillis, String source) {
    try {
      restores.restore(snapshots, keyspace, ttlMillis, source);
      while (store.maintenance().run(ROUND_MICROS, false)) {
        tell();
      }
    } catch (IOException e) {
      throw Replay.unreadable(e);
    }
  }

  private void countUnit() {
    if (entries.incrementAndGet() % UNITS_AT_ONCE == 0) {
      tell();
    }
    long read = reads.bytes();
    if (read - freedAt >= BYTES_BETWEEN_ROUNDS) {
      freedAt = read;
      // Of what is dropped a journal may have many times what there is in the end.
      boolean _ = store.maintenance().run(ROUND_MICROS, false);
    }
  }

  private static long bytesBehind(long position, List<Segment> oldestFirst) {
    long sum = 0;
    for (int i = 0; i < oldestFirst.size(); i++) {
      boolean before = i + 1 < oldestFirst.size() && oldestFirst.get(i + 1).first() <= position + 1;
      sum += before ? 0 : oldestFirst.get(i).bytes();
    }
    return sum;
  }

  /** Looks whether the journal is that of the checkpoint, and is all there. */
  private void checkEnd(Start start, JournalReading read) throws IOException {
    Manifest manifest = start.manifest();
    long end = read.end().number();
    String foreign = Continuity.foreign(journal, manifest, read);
    if (foreign != null) {
      throw stopInJournal(
          start, foreign, null, new IOException("segments and checkpoints of different journals"));
    }
    if (end < start.lossless()) {
      throw stopAtCheckpoint(
          start.lossless(), List.of(start.lossless(), manifest.position()), lossy(start, end));
    }
    if (start.damage() != null) {
      note(
          "The checkpoint of unit "
              + start.lossless()
              + " was passed over, because it is damaged ("
              + message(start.damage())
              + "); the older one of unit "
              + manifest.position()
              + " and the journal behind it give the same: nothing is lost");
    }
    String tooShort = Continuity.tooShort(journal, manifest, read, mark);
    if (tooShort != null) {
      throw stopInJournal(
          start, tooShort, null, new IOException("no segment reaches the checkpoint"));
    }
  }

  private static IOException lossy(Start start, long end) {
    return new IOException(
        message(Objects.requireNonNull(start.damage()))
            + ", and the journal behind the older one ends before it, with unit "
            + end);
  }

  // ---- settling ----

  /** Settles; where the disk does not let it, what it says has no path, so that is said as well. */
  private JournalReading settleOrSay(Start start, JournalReading read) throws IOException {
    try {
      return settle(start, read);
    } catch (JournalRecoveryException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "a start writes the newest segment in "
              + journal
              + " once more, and that failed: "
              + message(e),
          e);
    }
  }

  /**
   * Sees to it that the journal can go on: behind its last whole batch, or behind the checkpoint.
   */
  private JournalReading settle(Start start, JournalReading read) throws IOException {
    Manifest manifest = start.manifest();
    JournalReading settled = new JournalReader(disk, journal).settle(keepTail(read));
    restores.sweep();
    if (settled.end().number() >= manifest.position() && !settled.segments().isEmpty()) {
      return settled;
    }
    mark.set(manifest.position());
    new JournalReader(disk, journal).expectNoEnd();
    for (Segment segment : settled.segments()) {
      Path moved = new Aside(disk).move(journal.resolve(segment.fileName()));
      note(
          segment.fileName()
              + " ends before the checkpoint of unit "
              + manifest.position()
              + ", which has all of it: it is "
              + moved.getFileName()
              + " now");
    }
    End end = new End(manifest.position(), manifest.taken().toEpochMilli(), 0);
    return new JournalReading(
        manifest.journalId(), List.of(), end, true, read.batches(), read.units(), 0, 0, true, null);
  }

  /** Copies what will be cut off to a file of its own. */
  private JournalReading keepTail(JournalReading read) throws IOException {
    TornTail tail = read.tail();
    if (tail != null && tail.bytes() > 0) {
      Path kept = new Aside(disk).copy(tail.file(), tail.offset(), tail.bytes(), TORN);
      note(
          "The journal's end was torn, as by a crash: "
              + tail.bytes()
              + " bytes of "
              + tail.file().getFileName()
              + " from byte "
              + tail.offset()
              + " on, which were never known to be on disk ("
              + tail.reason()
              + "), were cut off and kept in "
              + kept.getFileName());
    }
    return read;
  }

  /** Deletes what crashes left; returns the checkpoints whose manifests are whole, oldest first. */
  private List<CheckpointInfo> sweep(List<Long> newestFirst, Start start) throws IOException {
    List<CheckpointInfo> whole = new ArrayList<>();
    for (long position : newestFirst.reversed()) {
      try {
        if (position <= start.manifest().position()) {
          whole.add(folder.read(position).info());
        } else {
          Path moved = folder.moveAside(position);
          note("The damaged checkpoint of unit " + position + " is aside now: " + moved);
        }
      } catch (IOException e) {
        note("The old checkpoint of unit " + position + " cannot be used: " + message(e));
      }
    }
    sweepUnfinished();
    return whole;
  }

  private void sweepUnfinished() throws IOException {
    for (long position : folder.unfinished()) {
      folder.delete(position);
      LOG.info("Removed the unfinished checkpoint of unit {}", position);
    }
  }

  private void note(String note) {
    LOG.warn(note);
    notes.add(note);
  }

  /** What went wrong, with the path of the file. */
  static String message(IOException e) {
    return switch (e) {
      case BackupFormatException bad -> bad.file() + ", byte " + bad.offset() + ": " + bad.reason();
      case NoSuchFileException missing -> missing.getFile() + " is missing";
      case AccessDeniedException denied -> denied.getFile() + " may not be read";
      default -> Objects.toString(e.getMessage(), e.getClass().getSimpleName());
    };
  }

  private static JournalRecoveryException stop(
      String problem, List<String> choices, Throwable cause) {
    return new JournalRecoveryException(problem, choices, cause);
  }
}
