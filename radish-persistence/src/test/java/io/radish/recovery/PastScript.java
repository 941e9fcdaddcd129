// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.PastKeyspaces.Past;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.RestoreResult;
import io.radish.journal.JournalSettings;
import io.radish.journal.ManualJournal;
import io.radish.store.Cache;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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
 * A life of a store that remembers what it held at every moment, and asks for moments again: by the
 * file that the past is written to, and by restores, which are part of the life themselves.
 */
final class PastScript implements AutoCloseable {
  private static final int SEGMENT_BYTES = 2000;
  private static final List<String> NAMES =
      List.of("default_store", "users", "other", "db1", "users:tokens", "other:codes");

  private final Random random;
  private final Path home;
  private final ManualClock clock = new ManualClock();

  /** What the store held from each instant on, all entries, with their deadlines. */
  private final TreeMap<Long, Map<String, Map<String, String>>> moments = new TreeMap<>();

  private Store store = newStore();
  private @Nullable Durability durability;
  private @Nullable ManualJournal journal;
  private @Nullable PersistenceHandler backups;
  private int asked;
  private int runs;

  PastScript(long seed, Path home) {
    random = new Random(seed);
    this.home = home;
  }

  int asked() {
    return asked;
  }

  private Store newStore() {
    return Store.builder().shards(16).clock(clock).build();
  }

  private DurabilitySettings settings() {
    DurabilitySettings usual =
        DurabilitySettings.in(home.resolve("journal")).withoutThreads().withZone(ZoneOffset.UTC);
    JournalSettings of = usual.journal();
    return usual.withJournal(
        new JournalSettings(
            of.folder(),
            new UnsyncedDisk(),
            clock,
            clock::nanos,
            of.ids(),
            of.fsync(),
            SEGMENT_BYTES));
  }

  private void open() throws IOException, InterruptedException {
    Durability fresh =
        Durability.open(store, settings(), (of, found) -> journal = ManualJournal.open(of, found));
    durability = fresh;
    fresh.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
    fresh.start();
    backups =
        PersistenceHandler.builder(store)
            .folder(home.resolve("backups"))
            .clock(clock)
            .zone(ZoneOffset.UTC)
            .restoreKeeper(fresh.restoreKeeper())
            .past(fresh.past())
            .build();
  }

  private Durability durability() {
    return Objects.requireNonNull(durability);
  }

  private PersistenceHandler backups() {
    return Objects.requireNonNull(backups);
  }

  // ---- the life ----

  void live(int steps) throws IOException, InterruptedException {
    open();
    remember();
    for (int i = 0; i < steps; i++) {
      clock.advance(Duration.ofMillis(1 + random.nextInt(300)));
      step();
      remember();
    }
  }

  private void step() throws IOException, InterruptedException {
    switch (random.nextInt(24)) {
      case 0 -> {
        CheckpointInfo _ = durability().checkpointNow();
      }
      case 1 -> restart();
      case 2 -> backUp();
      case 3, 4 -> restoreFile();
      case 5, 6 -> ask();
      case 7 -> restorePast();
      default -> {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
          change();
        }
      }
    }
  }

  /** Closes the batch, and remembers what there is from now on. */
  private void remember() {
    ManualJournal open = Objects.requireNonNull(journal);
    open.whenDurable(open.position(), () -> {});
    moments.put(clock.millis(), Contents.of(store));
  }

  private void restart() throws IOException, InterruptedException {
    durability().close();
    store.close();
    store = newStore();
    open();
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private void change() {
    KeyspaceName name = KeyspaceName.parse(name());
    String storeName = name.store();
    Keyspace keyspace = store.find(name);
    if (keyspace == null && storeName != null) {
      store.createStore(name.cache(), storeName, random.nextInt(3) * 1000L);
      return;
    }
    Cache cache =
        name.isDefault()
            ? store.defaultStore()
            : storeName == null ? store.cache(name.cache()) : store.store(name.cache(), storeName);
    String key = "k" + random.nextInt(5);
    switch (random.nextInt(20)) {
      case 16, 17, 18, 19 -> CollectionWrites.any(store, name.toString(), random);
      case 0 -> store.clear(store.findOrCreate(name));
      case 1 -> delete(name);
      case 2, 3, 4 -> swap(name, KeyspaceName.parse(name()));
      case 5 -> cache.delete(key);
      case 6, 7 -> cache.set(key, value(), Duration.ofMillis(1 + random.nextInt(2000)));
      case 8, 9 -> cache.pushRight("l" + random.nextInt(2), value(), "x");
      case 10 -> cache.popLeft("l" + random.nextInt(2));
      case 11 -> cache.expire("l" + random.nextInt(2), Duration.ofMillis(1 + random.nextInt(900)));
      default -> cache.set(key, value());
    }
  }

  private String value() {
    return "v".repeat(random.nextInt(60)) + random.nextInt(1000);
  }

  private void delete(KeyspaceName name) {
    String storeName = name.store();
    if (storeName != null) {
      store.deleteStore(name.cache(), storeName);
    } else if (!name.isDefault()) {
      store.deleteCache(name.cache());
    }
  }

  private void swap(KeyspaceName first, KeyspaceName second) {
    boolean missing =
        (first.isStore() && store.find(first) == null)
            || (second.isStore() && store.find(second) == null);
    if (!missing) {
      store.swap(first, second);
    }
  }

  /** Now and then only, because that waits for the disk. */
  private void backUp() throws InterruptedException {
    if (runs++ < 3) {
      // A second run within a second would wait for the next.
      clock.advance(Duration.ofSeconds(2));
      assertThat(backups().run().ok()).isTrue();
    }
  }

  private void restoreFile() throws IOException, InterruptedException {
    if (backups().listBackups().isEmpty()) {
      backUp();
    }
    var files = backups().listBackups();
    Path file = files.get(random.nextInt(files.size())).filepath();
    backups().restore(file, RestoreOptions.REPLACE.as(name()));
  }

  // ---- the past ----

  /** A moment between the first and now. */
  private Instant moment() {
    long first = moments.firstKey();
    long at = first + random.nextLong(clock.millis() - first + 1);
    if (random.nextBoolean()) {
      at = Objects.requireNonNull(moments.floorKey(at));
    }
    // The batch that is open now is closed by asking, so its changes belong to now.
    return Instant.ofEpochMilli(Math.min(at, clock.millis() - 1));
  }

  private Map<String, Map<String, String>> at(Instant asOf) {
    return Objects.requireNonNull(moments.floorEntry(asOf.toEpochMilli())).getValue();
  }

  private static @Nullable String label(Map<String, Map<String, String>> all, String name) {
    return all.keySet().stream()
        .filter(each -> each.startsWith(name + " ttl "))
        .findFirst()
        .orElse(null);
  }

  private static Map<String, String> alive(@Nullable Map<String, String> entries, Instant now) {
    Map<String, String> left = new TreeMap<>();
    Objects.requireNonNull(entries)
        .forEach(
            (key, value) -> {
              long deadline = Long.parseLong(value.substring(value.lastIndexOf(' ') + 1));
              if (deadline < 0 || deadline > now.toEpochMilli()) {
                left.put(key, value);
              }
            });
    return left;
  }

  /** Asks for a keyspace at a moment, and looks into the file. */
  void ask() throws IOException, InterruptedException {
    asked++;
    Instant asOf = moment();
    String name = name();
    Map<String, Map<String, String>> then = at(asOf);
    String label = label(then, name);
    if (label == null) {
      assertThatThrownBy(() -> durability().past().write(KeyspaceName.parse(name), asOf))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("there was no '" + name + "'");
      return;
    }
    Clock fixed = Clock.fixed(asOf, ZoneOffset.UTC);
    try (Past past = durability().past().write(KeyspaceName.parse(name), asOf);
        Store other = Store.builder().shards(1).clock(fixed).build();
        PersistenceHandler handler = PersistenceHandler.builder(other).clock(fixed).build()) {
      handler.restore(past.file(), RestoreOptions.REPLACE);
      assertThat(Contents.of(other).get(label))
          .as("%s at %s, unit %d", label, asOf, past.position())
          .isEqualTo(alive(then.get(label), asOf));
    }
  }

  /** Restores a keyspace to a moment: it is what it was, and all others are what they are. */
  private void restorePast() throws IOException, InterruptedException {
    Instant asOf = moment();
    String name = name();
    String label = label(at(asOf), name);
    if (label == null) {
      return;
    }
    Map<String, Map<String, String>> expected = new TreeMap<>(Contents.of(store));
    String before = label(expected, name);
    if (before != null) {
      expected.remove(before);
    }
    KeyspaceName keyspace = KeyspaceName.parse(name);
    if (keyspace.isStore()) {
      expected.putIfAbsent(keyspace.cache() + " ttl 0", Map.of());
    }
    expected.put(label, alive(at(asOf).get(label), clock.instant()));
    RestoreResult result = backups().restoreAt(keyspace, asOf, RestoreOptions.REPLACE);
    assertThat(Contents.of(store)).isEqualTo(expected);
    assertThat(result.cache()).isEqualTo(name);
    assertThat(Objects.requireNonNull(result.moment()).asOf()).isEqualTo(asOf);
  }

  @Override
  public void close() throws IOException {
    if (durability != null) {
      durability.close();
    }
    store.close();
  }
}
