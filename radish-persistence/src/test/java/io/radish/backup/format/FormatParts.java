// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.snapshot.Snapshot;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;

/** A small keyspace that has one of everything, and its backup. */
final class FormatParts {
  static final String CACHE = "users";

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
    return store;
  }

  static byte[] backupOf(FakeStore store, String keyspace) throws Exception {
    try (Snapshot snapshot = store.snapshot(KeyspaceName.parse(keyspace)::equals)) {
      return MemoryOutput.write(snapshot.keyspaces().getFirst());
    }
  }

  private FormatParts() {}
}
