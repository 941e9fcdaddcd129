// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.RestoreResult;
import io.radish.disk.FileOps;
import io.radish.disk.SimulatedDisk.PowerLoss;
import io.radish.journal.Fsync;
import io.radish.journal.JournalSettings;
import io.radish.journal.JournalState;
import io.radish.journal.ManualJournal;
import io.radish.store.Cache;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lives of a store, the same for the same seed until the disk plays up: writes, runs of backups,
 * restores of the newest and of older ones, clean-ups, checkpoints, time passing, restarts. It
 * remembers what the store held at every unit, and what was durable, and checks both against what a
 * start makes of a disk; and likewise the folder of the backups.
 */
final class LifeScript {
  private static final int STEPS = 30;
  private static final int SEGMENT_BYTES = 600;
  private static final List<Fsync> FSYNCS = List.of(Fsync.ALWAYS, Fsync.EVERYSEC, Fsync.NO);
  private static final List<String> CACHES = List.of("default_store", "users", "other");

  private final Random random;
  private final Path folder;
  private final ScriptedBackups backups;
  private final ManualClock clock = new ManualClock();
  private final Fsync fsync;

  /** What the store held at each unit. */
  private final TreeMap<Long, Map<String, Map<String, String>>> states = new TreeMap<>();

  private FileOps disk;
  private Store store = newStore();
  private @Nullable Durability durability;
  private @Nullable ManualJournal journal;
  private long durable;
  private int checkpoints;
  private int refusals;
  private boolean sawFailing;

  /**
   * Makes a script.
   *
   * @param home a real folder, which is locked, and in which {@code backups} is that of the disk
   */
  LifeScript(long seed, FileOps disk, Path home) {
    random = new Random(seed);
    this.disk = disk;
    folder = home.resolve("journal");
    backups = new ScriptedBackups(home.resolve("backups"), clock);
    fsync = FSYNCS.get((int) Math.floorMod(seed, 3L));
  }

  private Store newStore() {
    return Store.builder().shards(1).seed(1).clock(clock).build();
  }

  int checkpoints() {
    return checkpoints;
  }

  /** How often something was refused because the disk failed. */
  int refusals() {
    return refusals;
  }

  /** What the folder of the backups has from the beginning, which is a whole run. */
  LifeScript beginningWith(Map<String, Map<String, String>> contents, Map<String, byte[]> files) {
    backups.begin(contents, files);
    return this;
  }

  private DurabilitySettings settings() {
    JournalSettings journalSettings =
        new JournalSettings(
            folder, disk, clock, clock::nanos, () -> 0x1234_5678L, fsync, SEGMENT_BYTES);
    CheckpointRules rules =
        new CheckpointRules(500, 100, Duration.ofSeconds(3), random.nextInt(3) * 2000L);
    return new DurabilitySettings(journalSettings, rules, ZoneOffset.UTC, 0, 0);
  }

  // ---- running ----

  /** Does all of it; returns false where the power went. */
  boolean run() throws IOException {
    try {
      for (int i = 0; i < STEPS; i++) {
        open();
        clock.advance(Duration.ofMillis(random.nextInt(400)));
        step();
        observe();
      }
      open().close();
      return true;
    } catch (PowerLoss e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      abandon();
    }
  }

  /**
   * Does all of it on a disk that fails now and then, and leaves it running: what is refused is
   * refused, and the script goes on.
   */
  void runThroughTrouble() throws IOException {
    try {
      for (int i = 0; i < STEPS; i++) {
        clock.advance(Duration.ofMillis(random.nextInt(400)));
        try {
          open();
          step();
        } catch (IOException e) {
          refusals++;
        }
        observe();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Sees to it that everything works again by itself once the disk does, in a process that still
   * runs: all that was written becomes durable, and each thing that can be asked for is done.
   */
  void resume() throws IOException, InterruptedException {
    open();
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(5));
      journal().round();
    }
    assertThat(journal().state()).isEqualTo(JournalState.HEALTHY);
    assertThat(journal().durable()).isEqualTo(journal().position());
    change(() -> store.defaultStore().set("resumed", "1"));
    journal().round();
    clock.advance(Duration.ofSeconds(2));
    journal().round();
    assertThat(journal().durable()).isEqualTo(journal().position());
    observe();
    checkpoint();
    assertThat(open().status().checkpoints().failures()).isZero();
    change(this::restore);
    assertThat(backups.runAll(store, disk, open())).isTrue();
    backups.cleanUp(store, disk, open());
    backups.check(disk, this::alive);
    assertThat(Contents.of(store)).isEqualTo(alive(states.lastEntry().getValue()));
  }

  /** Five seconds pass, in which readers are answered, and no unit becomes durable. */
  void whileItHangs() {
    ManualJournal known = journal;
    long before = known == null ? 0 : known.durable();
    clock.advance(Duration.ofSeconds(5));
    if (known != null && durability != null && durability.isStarted()) {
      for (String name : CACHES) {
        Keyspace keyspace = store.find(KeyspaceName.parse(name));
        assertThat(keyspace == null || cache(name).get("no such key").isEmpty()).isTrue();
      }
      known.supervise();
      assertThat(known.durable()).isEqualTo(before);
      assertThat(known.state())
          .isEqualTo(
              known.status().lagMillis() > 2000 ? JournalState.BEHIND : JournalState.HEALTHY);
    }
  }

  /**
   * Whether a crash may lose what was written: without fsync, units are not kept until they are on
   * disk, and so cannot be written once more when it turns out that they are not.
   */
  boolean mayLose() {
    return fsync == Fsync.NO && sawFailing;
  }

  /** Ends as a process does that is killed. */
  void abandon() throws IOException {
    if (durability != null) {
      durability.abandon();
    }
    if (journal != null) {
      journal.abandon();
    }
    durability = null;
    journal = null;
    store.close();
    store = newStore();
  }

  private Durability open() throws IOException, InterruptedException {
    Durability known = durability;
    if (known != null) {
      return known;
    }
    Durability fresh =
        Durability.open(
            store,
            settings(),
            (journalSettings, found) -> journal = ManualJournal.open(journalSettings, found));
    durability = fresh;
    boolean started = false;
    try {
      RecoveryReport report = fresh.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      checkState(report);
      // What a process had in memory only went with it.
      states.tailMap(report.position(), false).clear();
      fresh.start();
      started = true;
    } finally {
      if (!started) {
        abandon();
      }
    }
    states.put(journal().position(), Contents.of(store));
    return fresh;
  }

  private ManualJournal journal() {
    return Objects.requireNonNull(journal);
  }

  private void observe() {
    ManualJournal known = journal;
    if (known == null) {
      return;
    }
    sawFailing |= known.state() == JournalState.FAILING;
    if (fsync != Fsync.NO) {
      assertThat(known.durable()).isGreaterThanOrEqualTo(durable);
      durable = known.durable();
    }
  }

  // ---- one step ----

  private void step() throws IOException, InterruptedException {
    switch (random.nextInt(30)) {
      case 0, 1 -> {
        int before = open().checkpoints().size();
        checkpoint();
        checkpoints += open().checkpoints().size() - before;
      }
      case 2 -> open().checkpointIfDue();
      case 3 -> restart(true);
      case 4 -> restart(false);
      case 5, 6, 7 -> journal().round();
      case 8 -> journal().seal();
      case 9 -> clock.advance(Duration.ofSeconds(random.nextInt(5)));
      case 10, 11, 12 -> change(this::restore);
      case 13, 14 -> backups.runAll(store, disk, open());
      case 15 -> backups.runOne("users", store, disk, open());
      case 16 -> backups.cleanUp(store, disk, open());
      case 17, 18 -> change(this::restorePast);
      default -> change(this::write);
    }
  }

  private void checkpoint() throws IOException, InterruptedException {
    CheckpointInfo taken = open().checkpointNow();
    assertThat(taken.position()).isLessThanOrEqualTo(journal().position());
  }

  private void restart(boolean inOrder) throws IOException, InterruptedException {
    if (inOrder) {
      long position = journal().position();
      try {
        open().close();
        durable = fsync == Fsync.NO ? durable : position;
      } finally {
        // Where the disk does not take the end, the process ends all the same.
        abandon();
      }
    }
    abandon();
  }

  private interface Change {
    void make() throws IOException, InterruptedException;
  }

  /** Makes a change, which is one unit at most, and remembers what it led to. */
  private void change(Change change) throws IOException, InterruptedException {
    long before = journal().position();
    try {
      change.make();
    } finally {
      long after = journal().position();
      assertThat(after).isLessThanOrEqualTo(before + 1);
      states.put(after, Contents.of(store));
    }
  }

  private Cache cache(String name) {
    return name.equals("default_store") ? store.defaultStore() : store.cache(name);
  }

  private void write() {
    String name = CACHES.get(random.nextInt(CACHES.size()));
    Keyspace keyspace = store.find(KeyspaceName.parse(name));
    if (keyspace == null) {
      // Making it and writing to it are two units.
      store.createCache(name);
      return;
    }
    String key = "k" + random.nextInt(6);
    String value = "v".repeat(random.nextInt(200)) + random.nextInt(1000);
    Cache cache = cache(name);
    switch (random.nextInt(18)) {
      case 14, 15, 16, 17 -> CollectionWrites.any(store, name, random);
      case 0 -> store.clear(keyspace);
      case 1 -> store.deleteCache("other");
      case 2 -> store.swap(KeyspaceName.DEFAULT, KeyspaceName.parse(name));
      case 3 -> store.clearAll();
      case 4 -> cache.delete(key);
      case 5, 6 -> cache.set(key, value, Duration.ofMillis(1 + random.nextInt(4000)));
      case 7, 8, 9 -> cache.pushRight("l" + random.nextInt(3), value, "x");
      case 10 -> cache.popLeft("l" + random.nextInt(3));
      case 11 -> cache.expire("l" + random.nextInt(3), Duration.ofMillis(1 + random.nextInt(4000)));
      default -> cache.set(key, value);
    }
  }

  /** Restores a cache to a moment of the last seconds, if the journal reaches back so far. */
  private void restorePast() throws IOException, InterruptedException {
    String name = CACHES.get(random.nextInt(CACHES.size()));
    String target = CACHES.get(random.nextInt(CACHES.size()));
    Instant asOf = clock.instant().minusMillis(random.nextInt(4000));
    RestoreResult result;
    try {
      result =
          backups.restoreAt(name, asOf, target, store, disk, Objects.requireNonNull(durability));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("reaches back to") || message.contains("there was no '" + name)) {
        return;
      }
      throw e;
    }
    long position = Objects.requireNonNull(result.moment()).position();
    Map<String, Map<String, String>> then = states.floorEntry(position).getValue();
    assertThat(Contents.of(store).get(target + " ttl 0"))
        .as("%s at %s, unit %d", name, asOf, position)
        .isEqualTo(alive(then).get(name + " ttl 0"));
  }

  private void restore() throws IOException {
    String target = CACHES.get(random.nextInt(CACHES.size()));
    backups.restore(random, target, store, disk, Objects.requireNonNull(durability));
  }

  // ---- afterwards ----

  /** After a crash: all that was durable is there, nothing half, and it goes on. */
  void check(FileOps after) throws IOException, InterruptedException {
    disk = after;
    try {
      clock.advance(Duration.ofMillis(random.nextInt(3000)));
      backups.check(disk, this::alive);
      open();
      change(() -> store.defaultStore().set("after", "1"));
      long position = journal().position();
      open().close();
      durability = null;
      journal = null;
      abandon();
      durable = position;
      open();
    } finally {
      abandon();
    }
  }

  private void checkState(RecoveryReport report) {
    long position = report.position();
    assertThat(position).isGreaterThanOrEqualTo(durable);
    Map<String, Map<String, String>> expected =
        position == 0 ? Map.of("default_store ttl 0", Map.of()) : states.get(position);
    assertThat(expected).as("unit %d is one that was made", position).isNotNull();
    assertThat(Contents.of(store)).isEqualTo(alive(Objects.requireNonNull(expected)));
  }

  /** What of a state has not expired since. */
  private Map<String, Map<String, String>> alive(Map<String, Map<String, String>> state) {
    Map<String, Map<String, String>> alive = new TreeMap<>();
    state.forEach(
        (name, entries) -> {
          Map<String, String> left = new TreeMap<>();
          entries.forEach(
              (key, value) -> {
                long deadline = Long.parseLong(value.substring(value.lastIndexOf(' ') + 1));
                if (deadline < 0 || deadline > clock.millis()) {
                  left.put(key, value);
                }
              });
          alive.put(name, left);
        });
    return alive;
  }
}
