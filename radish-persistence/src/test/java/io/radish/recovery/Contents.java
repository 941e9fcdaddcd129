// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.Store;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a store holds, to compare with. */
final class Contents {
  private Contents() {}

  /** Text of keyspaces with their time-to-live, and of entries with their deadlines. */
  static Map<String, Map<String, String>> of(Store store) {
    Map<String, Map<String, String>> all = new TreeMap<>();
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        all.put(keyspace.name() + " ttl " + keyspace.defaultTtlSeconds(), entries(keyspace));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  private static Map<String, String> entries(KeyspaceSnapshot keyspace) {
    Map<String, String> entries = new TreeMap<>();
    try (EntryCursor cursor = keyspace.entries()) {
      while (cursor.next()) {
        String deadline = " until " + cursor.expiresAtMillis();
        if (cursor.type() == ValueType.STRING) {
          entries.put(cursor.key().toText(), cursor.string().toText() + deadline);
        } else {
          entries.put(cursor.key().toText(), elements(cursor) + deadline);
        }
      }
    }
    return entries;
  }

  /** A list's elements in their order; the entries of other types sorted, for they have none. */
  private static List<String> elements(EntryCursor cursor) {
    List<String> elements = new ArrayList<>();
    while (cursor.nextElement()) {
      String first = cursor.element().toText();
      if (cursor.type().elementsPerEntry() > 1 && cursor.nextElement()) {
        ByteView second = cursor.element();
        boolean score = cursor.type() == ValueType.ZSET;
        first += "=" + (score ? Scores.text(Scores.score(Scores.bits(second))) : second.toText());
      }
      elements.add(first);
    }
    if (cursor.type() != ValueType.LIST) {
      Collections.sort(elements);
      elements.addFirst(cursor.type().label());
    }
    return elements;
  }
}
