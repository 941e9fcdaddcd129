// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import io.radish.value.ValueType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A program with a small heap that backs up and restores values larger than the heap. */
final class BigValues {
  private static final int BYTES = 40 << 20;
  private static final int PART_BYTES = 1 << 16;

  private BigValues() {}

  static void main(String[] args) throws Exception {
    try (Store store = Store.create()) {
      StoreSnapshots snapshots = new StoreSnapshots(store);
      try (EntrySink sink = snapshots.merge(KeyspaceName.DEFAULT, 0)) {
        string(sink, "text", true);
        string(sink, "binary", false);
        sink.string(ByteView.of("empty"), EntryCursor.NO_EXPIRY, new ByteView());
        sink.beginCollection(ValueType.LIST, ByteView.of("list"), EntryCursor.NO_EXPIRY);
        sink.element(ByteView.of("small"));
        try (Snapshot snapshot = snapshots.snapshot(KeyspaceName::isDefault);
            EntryCursor entries = snapshot.keyspaces().getFirst().entries()) {
          while (entries.next()) {
            if (entries.string().length() > 0) {
              sink.element(entries.string());
            }
          }
        }
        sink.endCollection();
      }
      Map<String, String> before = sums(snapshots);
      PersistenceHandler handler =
          PersistenceHandler.builder(store).folder(Path.of(args[0])).build();
      BackupRun run = handler.run();
      store.clearAll();
      RecoverySummary summary = handler.restoreLatestRun();
      boolean same = before.equals(sums(snapshots)) && before.size() == 4;
      System.out.println(run.summary() + ", " + summary.restored());
      System.out.println(same ? "the same" : before + " became " + sums(snapshots));
    }
  }

  private static void string(EntrySink sink, String key, boolean text) {
    Random random = new Random(key.hashCode());
    byte[] part = new byte[PART_BYTES];
    sink.beginString(ByteView.of(key), EntryCursor.NO_EXPIRY, BYTES);
    for (int at = 0; at < BYTES; at += PART_BYTES) {
      random.nextBytes(part);
      for (int i = 0; text && i < PART_BYTES; i++) {
        part[i] &= 0x7f;
      }
      sink.stringPart(ByteView.of(part));
    }
    sink.endString();
  }

  /** A sum over each entry, by key. */
  private static Map<String, String> sums(StoreSnapshots snapshots) throws Exception {
    Map<String, String> sums = new TreeMap<>();
    try (Snapshot snapshot = snapshots.snapshot(KeyspaceName::isDefault)) {
      KeyspaceSnapshot keyspace = snapshot.keyspaces().getFirst();
      try (EntryCursor entries = keyspace.entries()) {
        while (entries.next()) {
          CRC32C sum = new CRC32C();
          if (entries.type() == ValueType.LIST) {
            while (entries.nextElement()) {
              add(sum, entries.element());
            }
          } else {
            add(sum, entries.string());
          }
          sums.put(entries.key().toText(), Long.toHexString(sum.getValue()));
        }
      }
    }
    return sums;
  }

  private static void add(CRC32C sum, ByteView view) {
    byte[] part = new byte[PART_BYTES];
    for (int at = 0; at < view.length(); at += PART_BYTES) {
      int count = Math.min(PART_BYTES, view.length() - at);
      view.copyTo(at, part, 0, count);
      sum.update(part, 0, count);
    }
    sum.update(view.length());
  }
}
