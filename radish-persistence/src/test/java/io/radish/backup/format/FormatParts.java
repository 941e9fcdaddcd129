// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static io.radish.value.ValueType.HASH;
import static io.radish.value.ValueType.SET;
import static io.radish.value.ValueType.ZSET;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.snapshot.Snapshot;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small keyspace that has one of everything, and its backup. */
final class FormatParts {
  static final String CACHE = "users";

  /** The entries of {@link #everything}. */
  static final int ENTRIES = 18;

  static FakeStore everything() {
    FakeStore store = new FakeStore(new ManualClock());
    store.set(CACHE, "user:1", "alice@example.com");
    store.set(CACHE, "empty", "");
    store.set(CACHE, "json", "{\"name\": \"Jane\",\n\t\"age\": 25}");
    store.set(CACHE, "schön", "Grüße, 漢字 😀");
    store.set(CACHE, Bytes.of(new byte[] {(byte) 0xff, 0, 1}), Bytes.of("odd key"), -1);
    store.set(CACHE, "$base64:", "a key that looks like the mark");
    store.set(CACHE, Bytes.of("binary"), Bytes.of(new byte[] {(byte) 0x80, 2, 3, 4}), -1);
    store.set(CACHE, Bytes.of("session:9"), Bytes.of("abc"), 1_763_226_678_027L);
    store.set(CACHE, Bytes.of("odd session"), Bytes.of(new byte[] {-1}), 1_763_226_678_027L);
    store.push(
        CACHE, Bytes.of("queue"), -1, Bytes.of("first"), Bytes.of(""), Bytes.of("\"third\""));
    store.push(CACHE, Bytes.of("odd queue"), -1, Bytes.of(new byte[] {-1, -2}), Bytes.of("x"));
    store.push(CACHE, Bytes.of("late queue"), 253_402_300_800_000L, Bytes.of("x"));
    addHashes(store);
    addSets(store);
    addSortedSets(store);
    return store;
  }

  /** Hashes of which fields expire, with values in all forms. */
  static FakeStore withFieldsThatExpire() {
    FakeStore store = new FakeStore(new ManualClock());
    long until = 1_763_226_678_027L;
    store.put(
        "fields",
        Bytes.of("session"),
        new FakeStore.Value(
            HASH,
            List.of(texts("name", "Ann", "token", "abc", "late", "")),
            -1,
            Map.of(3, until, 5, 70_368_744_177_663L)));
    store.put(
        "fields",
        Bytes.of("odd session"),
        new FakeStore.Value(
            HASH,
            List.of(
                Bytes.of(new byte[] {-1}),
                Bytes.of("odd field"),
                Bytes.of("odd value"),
                Bytes.of(new byte[] {-128}),
                Bytes.of("$expires_at"),
                Bytes.of("{\"$expires_at\": 1}")),
            until,
            Map.of(1, until + 1, 3, until, 5, until)));
    return store;
  }

  private static void addHashes(FakeStore store) {
    store.put(CACHE, HASH, Bytes.of("profile:1"), -1, texts("name", "Ann", "city", "Köln", "", ""));
    store.put(
        CACHE,
        HASH,
        Bytes.of("odd profile"),
        1_763_226_678_027L,
        Bytes.of(new byte[] {-1, 0}),
        Bytes.of("odd field"),
        Bytes.of("odd value"),
        Bytes.of(new byte[] {-128}),
        Bytes.of("$field:1"),
        Bytes.of("looks like the mark"),
        Bytes.of("$type"),
        Bytes.of("hash"));
  }

  private static void addSets(FakeStore store) {
    store.put(CACHE, SET, Bytes.of("tags"), -1, texts("red", "", "12", "\"blue\""));
    store.put(CACHE, SET, Bytes.of("odd tags"), 1_763_226_678_027L, Bytes.of(new byte[] {-1, -2}));
  }

  private static void addSortedSets(FakeStore store) {
    store.put(
        CACHE,
        ZSET,
        Bytes.of("board"),
        -1,
        Bytes.of("last"),
        FakeStore.score(Double.NEGATIVE_INFINITY),
        Bytes.of("ann"),
        FakeStore.score(-1.5),
        Bytes.of("bob"),
        FakeStore.score(2),
        Bytes.of("zoë"),
        FakeStore.score(1e300),
        Bytes.of("first"),
        FakeStore.score(Double.POSITIVE_INFINITY));
    store.put(
        CACHE,
        ZSET,
        Bytes.of("odd board"),
        1_763_226_678_027L,
        Bytes.of(new byte[] {-1}),
        FakeStore.score(0.1));
  }

  private static Bytes[] texts(String... texts) {
    return Stream.of(texts).map(Bytes::of).toArray(Bytes[]::new);
  }

  static byte[] backupOf(FakeStore store, String keyspace) throws Exception {
    try (Snapshot snapshot = store.snapshot(KeyspaceName.parse(keyspace)::equals)) {
      return MemoryOutput.write(snapshot.keyspaces().getFirst());
    }
  }

  private FormatParts() {}
}
