// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.OutOfReachException;
import io.radish.backup.PastKeyspaces;
import io.radish.backup.PastTime;
import io.radish.disk.FileOps;
import io.radish.journal.Journal;
import io.radish.journal.JournalDamagedException;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.journal.ReadRange;
import io.radish.journal.Segment;
import io.radish.journal.TornTail;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keyspaces as they once were: what the newest checkpoint from before holds of one, and on top of
 * it what the journal says became of it until then.
 *
 * <p>What is read is held on to in the {@link History}, and ends with the unit that was the newest
 * at the beginning, so nothing of it changes meanwhile. A damaged checkpoint is passed over where
 * an older one leads on; damage of the journal is an error. Thread-safe; several may read at once.
 */
final class JournalPast implements PastKeyspaces {
  private static final Logger LOG = LoggerFactory.getLogger(JournalPast.class);

  private final FileOps disk;
  private final Path folder;
  private final CheckpointFolder checkpoints;
  private final History history;
  private final KeptRestores restores;
  private final ZoneId zone;
  private final Supplier<@Nullable Journal> journal;
  private final BooleanSupplier closing;
  private final AtomicLong files = new AtomicLong();

  JournalPast(
      DurabilitySettings settings,
      History history,
      KeptRestores restores,
      Supplier<@Nullable Journal> journal,
      BooleanSupplier closing) {
    disk = settings.journal().disk();
    folder = settings.folder();
    checkpoints = new CheckpointFolder(disk, folder);
    this.history = history;
    this.restores = restores;
    zone = settings.zone();
    this.journal = journal;
    this.closing = closing;
  }

  /**
   * What is asked for.
   *
   * @param upTo the newest unit when it was
   */
  private record Question(KeyspaceName keyspace, Instant asOf, long upTo) {}

  /** What the journal made of a base. */
  private record Found(
      ScratchKeyspace scratch, PastReplay replay, Manifest base, JournalReading reading) {
    /** The newest unit in it; the base's, where the clock went back and all behind it is later. */
    long position() {
      return Math.max(base.position(), reading.end().number());
    }
  }

  /** A checkpoint cannot be used, but an older one may do. */
  private static final class BadBaseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient IOException damage;

    BadBaseException(IOException damage) {
      super(damage);
      this.damage = damage;
    }
  }

  @Override
  public Past write(KeyspaceName keyspace, Instant asOf) throws IOException, InterruptedException {
    Journal open = journal.get();
    if (open == null || closing.getAsBoolean()) {
      throw new IOException("the journal is not open, so it cannot be read for a point in time");
    }
    long position = open.position();
    JournalWait.until(open, position, "its newest unit");
    Question question = new Question(keyspace, asOf, position);
    try (History.Hold hold = history.hold()) {
      List<CheckpointInfo> bases =
          hold.checkpoints().reversed().stream()
              .filter(each -> !each.taken().isAfter(asOf))
              .toList();
      if (bases.isEmpty()) {
        throw outOfReach(hold.checkpoints());
      }
      return write(question, bases);
    }
  }

  private static IOException outOfReach(List<CheckpointInfo> oldestFirst) {
    return oldestFirst.isEmpty()
        ? new IOException("there is no checkpoint yet that the journal builds on")
        : new OutOfReachException(oldestFirst.getFirst().taken());
  }

  // ---- which base ----

  private Past write(Question question, List<CheckpointInfo> newestFirst)
      throws IOException, InterruptedException {
    List<Segment> segments = new JournalReader(disk, folder).segments();
    IOException damage = null;
    for (int i = 0; i < newestFirst.size(); i++) {
      CheckpointInfo base = newestFirst.get(i);
      if (damage != null && !leadsOn(base, segments)) {
        break;
      }
      boolean hasOlder = i + 1 < newestFirst.size() && leadsOn(newestFirst.get(i + 1), segments);
      try (ScratchKeyspace scratch = new ScratchKeyspace(question.asOf(), restores)) {
        Found found = find(question, base, scratch);
        if (!hasOlder || !isBeyond(base, found.reading(), question)) {
          return write(question, found);
        }
      } catch (BadBaseException e) {
        LOG.warn(
            "The checkpoint of unit {} cannot be read: {}",
            base.position(),
            JournalRecovery.message(e.damage));
        damage = damage == null ? e.damage : damage;
      }
    }
    IOException first = Objects.requireNonNull(damage);
    throw new IOException(
        "the checkpoint that "
            + text(question)
            + " builds on is damaged, and no older one leads there: "
            + JournalRecovery.message(first),
        first);
  }

  private static boolean leadsOn(CheckpointInfo base, List<Segment> oldestFirst) {
    return !oldestFirst.isEmpty() && oldestFirst.getFirst().first() <= base.position() + 1;
  }

  /**
   * Whether the journal's time says that what is in the checkpoint came later than what is asked
   * for: its time never goes back, as the clock may.
   */
  private static boolean isBeyond(CheckpointInfo base, JournalReading reading, Question question) {
    JournalReading.End end = reading.end();
    return end.number() < base.position()
        || (end.number() == base.position() && end.timeMillis() > question.asOf().toEpochMilli());
  }

  private String text(Question question) {
    return PastTime.text(question.asOf(), zone);
  }

  // ---- from a base ----

  private Found find(Question question, CheckpointInfo base, ScratchKeyspace scratch)
      throws IOException, BadBaseException {
    Manifest manifest;
    try {
      manifest = checkpoints.read(base.position());
    } catch (IOException e) {
      throw new BadBaseException(e);
    }
    String name = question.keyspace().toString();
    Found found = replay(question, manifest, name, scratch);
    String origin = found.replay().origin();
    return origin.equals(name) ? found : replay(question, manifest, origin, scratch);
  }

  /** Follows the content that {@code origin} had at the base. */
  private Found replay(Question question, Manifest manifest, String origin, ScratchKeyspace scratch)
      throws IOException, BadBaseException {
    scratch.clear();
    KeyspaceFile own = file(manifest, question.keyspace().toString());
    KeyspaceFile followed = file(manifest, origin);
    if (followed != null) {
      load(manifest, followed, scratch);
    }
    PastReplay replay =
        new PastReplay(
            question.keyspace(),
            origin,
            own != null || question.keyspace().isDefault(),
            own == null ? 0 : own.ttlSeconds() * 1000,
            scratch,
            closing);
    ReadRange range =
        ReadRange.after(manifest.position())
            .until(question.asOf().toEpochMilli())
            .upTo(question.upTo());
    JournalReading reading = read(range, replay);
    if (reading.complete() && reading.end().number() < question.upTo()) {
      throw cutShort(reading, question);
    }
    String id = reading.id();
    if (id != null && !id.equals(manifest.journalId())) {
      throw new IOException(
          "the journal " + id + " is not the one of its checkpoint, " + manifest.journalId());
    }
    return new Found(scratch, replay, manifest, reading);
  }

  private static @Nullable KeyspaceFile file(Manifest manifest, String name) {
    return manifest.keyspaces().stream()
        .filter(each -> each.name().toString().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void load(Manifest manifest, KeyspaceFile file, ScratchKeyspace scratch)
      throws BadBaseException {
    try {
      scratch.load(
          new CheckpointLoader(disk, scratch.snapshots(), items -> {}),
          manifest,
          file,
          checkpoints.folder(manifest.position()));
    } catch (IOException e) {
      throw new BadBaseException(e);
    }
  }

  private JournalReading read(ReadRange range, PastReplay replay) throws IOException {
    try {
      return new JournalReader(disk, folder).read(range, replay);
    } catch (JournalDamagedException e) {
      throw new IOException("the journal is damaged: " + JournalRecovery.message(e), e);
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      throw new IOException(
          "unit "
              + replay.number()
              + " of the journal restores a file that is not there as it was: "
              + JournalRecovery.message(cause),
          cause);
    } catch (PastReplay.CancelledException e) {
      InterruptedIOException cancelled = new InterruptedIOException(e.getMessage());
      cancelled.initCause(e);
      throw cancelled;
    } catch (IllegalStateException e) {
      throw new IOException(
          "unit " + replay.number() + " of the journal does not fit the data: " + e.getMessage(),
          e);
    }
  }

  /** It ends before what was on disk when it was asked for: not torn, but damaged. */
  private IOException cutShort(JournalReading reading, Question question) {
    TornTail tail = reading.tail();
    String where =
        tail == null
            ? "it ends with unit " + reading.end().number() + " in " + folder
            : tail.file() + ", byte " + tail.offset() + ": " + tail.reason();
    return new IOException(
        "the journal is damaged: " + where + "; unit " + question.upTo() + " was on disk");
  }

  // ---- the file ----

  private Past write(Question question, Found found) throws IOException, InterruptedException {
    if (!found.replay().exists()) {
      throw new IOException(
          "there was no '" + question.keyspace() + "' at " + text(question) + ": nothing changed");
    }
    return PastFile.write(
        folder.resolve(KeptRestores.TEMPORARY + "past-" + files.incrementAndGet() + ".json"),
        found.scratch(),
        question.keyspace(),
        found.replay().ttlMillis() / 1000,
        new PastFile.Moment(question.asOf(), zone, found.position()));
  }
}
