// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.PastKeyspaces;
import io.radish.backup.RecoverySummary;
import io.radish.backup.RestoreKeeper;
import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import io.radish.disk.FolderLock;
import io.radish.journal.FileJournal;
import io.radish.journal.Journal;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.journal.JournalSettings;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose changes survive: a journal, its checkpoints, and the start that reads both.
 *
 * <pre>{@code
 * Store store = Store.create();
 * try (Durability durability = Durability.open(store, DurabilitySettings.in(folder))) {
 *   RecoveryReport report = durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
 *   durability.start();
 *   store.cache("users").set("user:1", "alice@example.com");
 *   durability.journal().durable(durability.journal().position()).join(); // it is on disk now
 * }
 * }</pre>
 *
 * <p>Life: {@link #open} locks the folder; {@link #recover} fills the store, which nobody else may
 * use yet and in which nothing may expire; {@link #start} begins to write down; {@link #close}
 * brings all of it to disk. What is changed before {@code start} has returned, or after {@code
 * close} has begun, is not written down. All methods but these four are safe for any thread,
 * between {@code start} and {@code close}; the keeper of restores at any time.
 */
public final class Durability implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

  /** Loads what a first start begins with, when there is no journal yet. */
  @FunctionalInterface
  public interface Base {
    /** Loads all of it, or throws; says what. */
    RecoverySummary load() throws IOException;
  }

  /** Opens a journal behind what was found, for tests that open another. */
  interface Opener {
    Journal open(JournalSettings settings, JournalReading found) throws IOException;
  }

  /** A first start with nothing. */
  public static final Base NO_BACKUPS = () -> new RecoverySummary(null, null, List.of(), List.of());

  private final Store store;
  private final DurabilitySettings settings;
  private final Opener opener;
  private final FileOps disk;
  private final FolderLock lock;
  private final CheckpointFolder folder;
  private final KeptRestores restores;
  private final History history;
  private final JournalPast past;

  /** Whether checkpoints are to be given up. */
  private volatile boolean closing;

  private JournalRecovery.@Nullable Recovered recovered;
  private volatile @Nullable Journal journal;
  private volatile @Nullable Checkpointer checkpointer;
  private @Nullable Thread polling;

  /** The end of the journal while there is none to ask. */
  private volatile long recoveredTo;

  private Durability(Store store, DurabilitySettings settings, FolderLock lock, Opener opener) {
    this.store = store;
    this.settings = settings;
    this.lock = lock;
    this.opener = opener;
    disk = settings.journal().disk();
    folder = new CheckpointFolder(disk, settings.folder());
    restores = new KeptRestores(disk, settings.folder(), this::position);
    history = new History(folder, new JournalReader(disk, settings.folder()), restores);
    past = new JournalPast(settings, history, restores, () -> journal, () -> closing);
  }

  /**
   * Makes the folder where it is missing, for its owner only, and locks it.
   *
   * @throws io.radish.disk.FolderInUseException where another process has locked it; says which
   */
  public static Durability open(Store store, DurabilitySettings settings) throws IOException {
    return open(store, settings, FileJournal::open);
  }

  /**
   * Sees to it that a start without a journal leaves none behind, whose data would be missing now,
   * and out of date when it is used again.
   *
   * @throws JournalRecoveryException where there is a journal, or a checkpoint of one, in {@code
   *     folder}: the choices
   */
  public static void checkNoneIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    DiskFileOps disk = new DiskFileOps();
    boolean none =
        new CheckpointFolder(disk, folder).complete().isEmpty()
            && new JournalReader(disk, folder).segments().isEmpty();
    if (!none) {
      throw new JournalRecoveryException(
          "there is a journal in "
              + folder
              + ", and this start is to be without one (appendonly no): what changed since the last"
              + " backup would be missing",
          new Choices(folder).forNoJournal(),
          new IOException("a journal that is not to be used"));
    }
  }

  static Durability open(Store store, DurabilitySettings settings, Opener opener)
      throws IOException {
    FolderLock lock = FolderLock.acquire("journal folder", settings.folder());
    boolean opened = false;
    try {
      settings.journal().disk().createFolder(settings.folder());
      Durability durability = new Durability(store, settings, lock, opener);
      opened = true;
      return durability;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /**
   * Brings back what the folder has; where it never had a journal, what {@code base} has. The store
   * is one that has just been made.
   *
   * @throws JournalRecoveryException where that would lose something: the problem and the choices.
   *     The store is to be thrown away then
   */
  public RecoveryReport recover(Base base, RecoveryProgress progress) throws IOException {
    if (recovered != null) {
      throw new IllegalStateException("the store was recovered already");
    }
    JournalRecovery recovery =
        new JournalRecovery(
            disk, settings.folder(), store, restores, settings.journal().clock(), progress);
    JournalRecovery.Recovered found = recovery.recover(base);
    recovered = found;
    recoveredTo = found.reading().end().number();
    restores.noteEnds();
    found.whole().forEach(history::add);
    store.markSaved();
    LOG.info(found.report().summary());
    return found.report();
  }

  /**
   * Begins to write down what changes. At the first start it takes the first checkpoint before it
   * returns, so that what is written down has something to build on.
   */
  public void start() throws IOException, InterruptedException {
    JournalRecovery.Recovered found = recovered;
    if (found == null || journal != null) {
      throw new IllegalStateException("recover first, and start once");
    }
    JournalSettings of = settings.journal();
    Journal opened = opener.open(of, found.reading());
    journal = opened;
    new BeginMark(disk, settings.folder()).clear();
    JournalReading reading = found.reading();
    long behind = found.report().isFirstStart() ? 0 : grown(found);
    Checkpointer made =
        new Checkpointer(
            new StoreSnapshots(store),
            folder,
            new CheckpointWriter(disk, settings.zone(), settings.syncThreads(), () -> closing),
            history,
            opened,
            id(reading),
            of.clock(),
            settings.rules(),
            restores::keptBytes,
            behind);
    checkpointer = made;
    if (found.report().isFirstStart()) {
      CheckpointInfo _ = made.take();
    }
    store.setEffectLog(opened);
    if (settings.pollMillis() > 0) {
      polling = Thread.ofPlatform().daemon().name("radish-checkpoint").start(() -> poll(made));
    }
  }

  /** How much of the journal lies behind the checkpoint that the start began with. */
  private static long grown(JournalRecovery.Recovered found) {
    return Math.min(
        found.reading().bytes(),
        found.reading().segments().stream().mapToLong(segment -> segment.bytes()).sum());
  }

  /** The id of the journal, which has just been opened and holds nothing yet where it is new. */
  private String id(JournalReading reading) throws IOException {
    String known = reading.id();
    return known != null
        ? known
        : Objects.requireNonNull(new JournalReader(disk, settings.folder()).verify().id());
  }

  private void poll(Checkpointer made) {
    try {
      while (!closing) {
        Thread.sleep(settings.pollMillis());
        takeOne(made);
      }
    } catch (InterruptedException e) {
      // Closing interrupts.
      LOG.debug("No more checkpoints");
    }
  }

  private static void takeOne(Checkpointer made) throws InterruptedException {
    try {
      made.takeIfDue();
    } catch (RuntimeException e) {
      // A bug, but what comes after may go well, and without checkpoints the journal never ends.
      LOG.error("A checkpoint failed", e);
    }
  }

  private long position() {
    Journal open = journal;
    return open == null ? recoveredTo : open.position();
  }

  // ---- what there is ----

  /** The journal that changes are written to. */
  public Journal journal() {
    return started(journal);
  }

  /** The folder of the journal and its checkpoints. */
  public Path folder() {
    return settings.folder();
  }

  /** Whether the folder is there still, as it was locked: false once somebody has deleted it. */
  public boolean isFolderInPlace() throws IOException {
    return lock.isInPlace();
  }

  /** What keeps the files of replacing restores, for a handler of backups. */
  public RestoreKeeper restoreKeeper() {
    return restores;
  }

  /**
   * What keyspaces once were, for a handler of backups: as far back as the oldest checkpoint.
   * Between {@link #start} and {@link #close}.
   */
  public PastKeyspaces past() {
    return past;
  }

  /** Takes a checkpoint now; returns the newest there is where nothing has changed since. */
  public CheckpointInfo checkpointNow() throws IOException, InterruptedException {
    return started(checkpointer).take();
  }

  /** Has other rules for checkpoints hold from now on; what they let go of goes with the next. */
  public void setRules(CheckpointRules rules) {
    started(checkpointer).setRules(rules);
  }

  /** Takes a checkpoint if one is due, for who has no threads. */
  public void checkpointIfDue() throws InterruptedException {
    started(checkpointer).takeIfDue();
  }

  /** The checkpoints that there are, oldest first. */
  public List<CheckpointInfo> checkpoints() {
    return history.checkpoints();
  }

  /** Whether it has been started, so that there is a journal to ask. */
  public boolean isStarted() {
    return checkpointer != null;
  }

  /** How journal and checkpoints do. */
  public DurabilityStatus status() {
    CheckpointStatus checkpoints = started(checkpointer).status();
    var written = journal().status();
    return new DurabilityStatus(
        written, checkpoints, written.folderBytes() + checkpoints.keptBytes() + restores.bytes());
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started yet");
    }
    return part;
  }

  // ---- the end ----

  /** Lets go of the folder and does nothing else, for tests in which the power goes. */
  void abandon() throws IOException {
    closing = true;
    store.setEffectLog(null);
    lock.close();
  }

  /**
   * Brings everything to disk and lets go of the folder; a checkpoint under way is given up.
   * Changes are not written down any more.
   *
   * @throws IOException where the disk did not take all of the journal; says what is missing
   */
  @Override
  public void close() throws IOException {
    closing = true;
    Thread thread = polling;
    try {
      if (thread != null) {
        thread.interrupt();
        thread.join();
        polling = null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Journal open = journal;
    try (lock) {
      if (open != null) {
        store.setEffectLog(null);
        open.close();
      }
    }
  }
}
