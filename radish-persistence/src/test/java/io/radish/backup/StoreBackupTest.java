// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.CollectionEdits;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handler with the engine itself, on the real file system. */
class StoreBackupTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private Store store = Store.builder().clock(clock).build();
  private PersistenceHandler persistence = PersistenceHandler.builder(store).build();

  private PersistenceHandler handler() {
    return PersistenceHandler.builder(store)
        .folder(folder)
        .clock(clock)
        .pause(clock::advance)
        .build();
  }

  private void restart() {
    store.close();
    store = Store.builder().clock(clock).build();
    persistence = handler();
  }

  @BeforeEach
  void makeHandler() {
    persistence = handler();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void everythingInAStore_afterACrash_comesBack() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      store.cache("users").set("user:" + i, "value" + random.nextInt());
      store.defaultStore().set("k" + i, new byte[] {(byte) i, (byte) 0xff, 0, (byte) (i >> 8)});
      store.cache("lists").pushRight("list:" + i % 50, "element " + i);
    }
    byte[] large = new byte[5_000_000];
    random.nextBytes(large);
    store.cache("large").set("binary", large);
    store.cache("large").set("text", "ä€😀".repeat(500_000));
    store.cache("users").set("short-lived", "x", Duration.ofMinutes(1));
    store.cache("users").set("long-lived", "x", Duration.ofMillis(123_456_789));
    store.createStore("users", "tokens", 60);
    store.store("users", "tokens").set("t", "v");
    store.createCache("empty");
    assertThat(persistence.backupAll().values()).hasSize(6).containsOnly(true);

    clock.advance(Duration.ofSeconds(61));
    restart();
    RecoverySummary summary = persistence.restoreLatestRun();

    assertThat(summary.restored()).hasSize(6);
    assertThat(store.cache("users").size()).isEqualTo(5001);
    assertThat(store.cache("users").ttlMillis("long-lived")).hasValue(123_456_789 - 61_000);
    assertThat(store.cache("users").get("short-lived")).isEmpty();
    assertThat(store.defaultStore().getBytes("k4999"))
        .contains(new byte[] {(byte) 4999, (byte) 0xff, 0, (byte) (4999 >> 8)});
    assertThat(store.cache("lists").list("list:7")).hasSize(100).startsWith("element 7");
    assertThat(store.cache("large").getBytes("binary")).contains(large);
    assertThat(store.cache("large").get("text")).contains("ä€😀".repeat(500_000));
    assertThat(store.store("users", "tokens").size()).isZero();
    assertThat(store.keyspaces()).hasSize(6);
  }

  /** Collections of all types, packed and as trees, with any bytes, some with a deadline. */
  private void fillCollections(Random random) {
    ShardLocks locks = store.newLocks();
    locks.addAll();
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = store.findOrCreate(KeyspaceName.ofCache("users"));
      for (ValueType type : List.of(ValueType.HASH, ValueType.SET, ValueType.ZSET)) {
        for (int i = 0; i < 30; i++) {
          Key key = store.newKey().set(ByteView.of(type.label() + i));
          int entries = i % 10 == 0 ? 3000 : 1 + random.nextInt(40);
          try (CollectionEdits.Change change =
              keyspace.collections().change(key, null, type, store.now())) {
            for (int n = 0; n < entries; n++) {
              ByteView second =
                  type == ValueType.ZSET
                      ? Scores.bytes(Scores.bits(random.nextGaussian()), new ByteView())
                      : bytes(random, i == 7 ? 1_300_000 : 60);
              boolean _ = change.put(bytes(random, i == 7 ? 1_300_000 : 60), second);
            }
            if (i % 4 == 0) {
              keyspace.setDeadline(change.entry(), 4_000_000_000_000L + i);
            }
          }
        }
      }
    } finally {
      locks.release();
    }
  }

  private static ByteView bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return random.nextBoolean()
        ? ByteView.of(bytes)
        : ByteView.of(HexFormat.of().formatHex(bytes, 0, bytes.length / 2));
  }

  /** Prints of all entries of the cache users, whatever order their elements have. */
  private Map<String, String> prints() throws Exception {
    Map<String, String> prints = new TreeMap<>();
    try (Snapshot snapshot =
            new StoreSnapshots(store).snapshot(KeyspaceName.ofCache("users")::equals);
        EntryCursor entries = snapshot.keyspaces().getFirst().entries()) {
      while (entries.next()) {
        List<String> elements = new ArrayList<>();
        while (entries.nextElement()) {
          String first = HexFormat.of().formatHex(entries.element().toBytes());
          if (entries.type().elementsPerEntry() > 1 && entries.nextElement()) {
            first += "=" + HexFormat.of().formatHex(entries.element().toBytes());
          }
          elements.add(first);
        }
        Collections.sort(elements);
        prints.put(
            entries.key().toText(),
            entries.type()
                + " "
                + entries.expiresAtMillis()
                + " "
                + elements.hashCode()
                + " "
                + elements.size());
      }
    }
    return prints;
  }

  @Test
  void collections_backedUpRestoredAndMerged_areTheSame() throws Exception {
    fillCollections(new Random(4));
    Map<String, String> before = prints();
    assertThat(before).hasSize(90);
    assertThat(persistence.backupCache("users")).isTrue();
    Path file = persistence.listBackups("users").getFirst().filepath();

    restart();
    persistence.restore(file, RestoreOptions.REPLACE);
    assertThat(prints()).isEqualTo(before);
    assertThat(StoreValidator.problemsOf(store)).isEmpty();

    restart();
    store.cache("users").set("hash1", "a string in its place");
    store.cache("users").pushRight("zset10", "a", "list");
    persistence.restore(file, RestoreOptions.REPLACE.merging());
    assertThat(prints()).isEqualTo(before);
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
  }

  @Test
  void brokenFile_intoALiveStore_changesNothing() throws Exception {
    store.cache("users").set("a", "1");
    persistence.backupCache("users");
    Path file = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(file, Files.readString(file).replace("\"a\": \"1\"", "\"b\": \"1\""));
    store.cache("users").set("a", "2");
    for (RestoreOptions options :
        List.of(RestoreOptions.REPLACE, RestoreOptions.REPLACE.merging())) {
      assertThatThrownBy(() -> persistence.restore(file, options)).hasMessageContaining("checksum");
      assertThat(store.cache("users").keys()).containsExactly("a");
      assertThat(store.cache("users").get("a")).contains("2");
    }
  }

  /** The backup of an expiring store that is there no more. */
  private Path backedUpTokens() throws Exception {
    store.createStore("users", "tokens", 60);
    store.store("users", "tokens").set("t", "v", Duration.ofHours(1));
    persistence.backupAll();
    Path file = persistence.listBackups("users:tokens").getFirst().filepath();
    store.deleteStore("users", "tokens");
    return file;
  }

  @Test
  void deletedExpiringStore_merged_isMadeAgainWithItsTimeToLive() throws Exception {
    Path file = backedUpTokens();
    RestoreResult result = persistence.restore(file, RestoreOptions.REPLACE.merging());
    assertThat(result.items()).isEqualTo(1);
    assertThat(store.store("users", "tokens").get("t")).contains("v");
    store.store("users", "tokens").set("later", "v");
    assertThat(store.store("users", "tokens").ttlMillis("later")).hasValue(60_000);
  }

  @Test
  void expiringStoreThatIsThere_mergedInto_keepsItsOwnTimeToLive() throws Exception {
    Path file = backedUpTokens();
    store.createStore("users", "tokens", 5);
    persistence.restore(file, RestoreOptions.REPLACE.merging());
    store.store("users", "tokens").set("later", "v");
    assertThat(store.store("users", "tokens").ttlMillis("later")).hasValue(5_000);
  }

  @Test
  void timeToLiveBeyondTheEngines_inAFile_isRefusedWithTheByte() throws Exception {
    store.createStore("users", "tokens", Store.MAX_TTL_SECONDS);
    persistence.backupAll();
    Path file = persistence.listBackups("users:tokens").getFirst().filepath();
    assertThat(persistence.restoreCache(file)).isEqualTo("users:tokens");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("" + Store.MAX_TTL_SECONDS, "" + (Store.MAX_TTL_SECONDS + 1)));
    for (RestoreOptions options :
        List.of(
            RestoreOptions.REPLACE.admittingEdited(),
            RestoreOptions.REPLACE.admittingEdited().merging())) {
      assertThatThrownBy(() -> persistence.restore(file, options))
          .hasMessageContaining(": at byte ")
          .hasMessageContaining("default_ttl_seconds must be a whole number from 0 to");
    }
  }

  @Test
  void guidesScenarios_withTheEngine_work() throws Exception {
    store.createCache("users");
    store.cache("users").set("user:1", "alice@example.com");
    assertThat(persistence.backupCache("users")).isTrue();
    store.deleteCache("users");
    assertThat(persistence.restoreCache(persistence.listBackups("users").getFirst().filepath()))
        .isEqualTo("users");
    assertThat(store.cache("users").get("user:1")).contains("alice@example.com");

    store.cache("users").set("user:2", "bob@example.com");
    clock.advance(Duration.ofMinutes(1));
    persistence.backupAll();
    List<BackupInfo> backups = persistence.listBackups("users");
    assertThat(backups).hasSize(2);
    persistence.restoreCache(backups.get(1).filepath());
    assertThat(store.cache("users").size()).isEqualTo(1);
    persistence.restore(backups.get(0).filepath(), RestoreOptions.REPLACE.merging());
    assertThat(store.cache("users").size()).isEqualTo(2);
  }

  @Test
  void aCachesFile_restoredAsAStore_leavesTheStoreItsTimeToLive() throws Exception {
    store.createStore("users", "tokens", 60);
    store.cache("other").set("k", "v");
    BackupRun run = persistence.run(List.of("other"));
    Path file = folder.resolve(String.valueOf(run.results().getFirst().filename()));
    persistence.restore(file, RestoreOptions.REPLACE.as("users:tokens"));
    store.store("users", "tokens").set("new", "x");
    assertThat(store.store("users", "tokens").ttlMillis("new")).hasValue(60_000);
    assertThat(store.store("users", "tokens").ttlMillis("k")).isEmpty();
  }

  @Test
  void valuesLargerThanTheHeap_roundTrip() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BigValues.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said).endsWith("the same\n");
  }
}
