// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.value.Blocks;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a store and says where it contradicts itself: indexes against records, sizes against what
 * there is, memory against its owners.
 *
 * <p>For tests and for those who look for a fault. Holds all locks meanwhile. What was dropped is
 * reclaimed first; no cut may be open and no value pinned.
 */
public final class StoreValidator {
  private final Store store;
  private final List<String> problems = new ArrayList<>();

  private StoreValidator(Store store) {
    this.store = store;
  }

  /** What is wrong with {@code store}; nothing, where it is sound. */
  public static List<String> problemsOf(Store store) {
    StoreValidator validator = new StoreValidator(store);
    validator.validate();
    return validator.problems;
  }

  private void validate() {
    store.maintenance().run(Long.MAX_VALUE / 4000);
    ShardLocks all = store.newLocks();
    all.addAll();
    all.acquireUninterruptibly();
    try {
      for (int i = 0; i < store.shardCount(); i++) {
        validate(store.shard(i));
      }
    } finally {
      all.release();
    }
  }

  private void validate(Shard shard) {
    check(shard.openCut == 0, shard, "a cut is open");
    check(!shard.hasDropped(), shard, "something was dropped and not reclaimed");
    WaitingRoom room = shard.waiting;
    if (room != null) {
      validate(shard, room);
    }
    long owned = 0;
    for (Keyspace keyspace : store.keyspaces()) {
      Index index = keyspace.contents().in(shard);
      if (index != null) {
        owned += validate(shard, keyspace, index);
      }
    }
    long used = shard.memory.usedBytes();
    check(used == owned, shard, used + " bytes are in use, " + owned + " have an owner");
    long owed = shard.memory.owed().bytes();
    check(owed == 0, shard, owed + " bytes are owed, and there is nothing to be freed");
    long loose = shard.memory.loose().bytes();
    check(loose == 0, shard, loose + " bytes are loose");
  }

  /** Nobody may stand in line who has ended waiting, or whose key is there. */
  private void validate(Shard shard, WaitingRoom room) {
    check(!room.isEmpty(), shard, "there is room for those who wait, and nobody waits");
    check(!room.isAnyReady(), shard, "a key came into being, and those who wait were not served");
    room.forEach(
        line -> {
          String where = "the line for " + line.keyspaceName + " " + line.key.bytes();
          check(!line.waiters.isEmpty(), shard, where + " is empty");
          Keyspace keyspace = store.find(line.keyspaceName);
          Entry entry = keyspace == null ? null : keyspace.find(line.key, store.now());
          for (Waiter waiter : line.waiters) {
            check(waiter.isWaiting(), shard, where + " has one who has ended waiting");
            check(
                !waiter.wants(line.key, entry),
                shard,
                where + " has one who waits for what is there");
          }
        });
  }

  private long validate(Shard shard, Keyspace keyspace, Index index) {
    long[] seen = new long[4];
    long position = 0;
    do {
      position = index.visitTable(position, false, ref -> visit(shard, keyspace, index, ref, seen));
    } while (position != 0);
    check(
        seen[0] == index.size(),
        shard,
        keyspace + " has " + seen[0] + " records and says " + index.size());
    check(
        seen[1] == index.withDeadline(),
        shard,
        keyspace + " has " + seen[1] + " deadlines and says " + index.withDeadline());
    check(
        seen[3] == index.marked(),
        shard,
        keyspace + " has " + seen[3] + " marks and says " + index.marked());
    check(index.cut().keptCount() == 0, shard, keyspace + " still keeps records for a cut");
    check(index.cut().young() == 0, shard, keyspace + " still counts young records");
    long bytes = seen[2] + new IndexRoom(index).tableBytes();
    check(
        bytes == index.account.bytes(),
        shard,
        keyspace + " has " + bytes + " bytes and says " + index.account.bytes());
    return bytes;
  }

  private void visit(Shard shard, Keyspace keyspace, Index index, int ref, long[] seen) {
    ShardMemory memory = shard.memory;
    MemorySegment segment = memory.segment(ref);
    long at = ShardMemory.offset(ref);
    Key key = store.newKey();
    key.set(
        new ByteView()
            .set(
                segment, RecordLayout.keyOffset(segment, at), RecordLayout.keyLength(segment, at)));
    check(store.shardOf(key) == shard, shard, keyspace + " has a key of another shard");
    check(index.find(key) == ref, shard, keyspace + " does not find " + key.bytes());
    check(!RecordLayout.isYoung(segment, at), shard, keyspace + " has a young record");
    int kind = RecordLayout.kind(segment, at);
    seen[0]++;
    seen[1] += RecordLayout.deadline(segment, at) == RecordLayout.NO_DEADLINE ? 0 : 1;
    seen[3] += RecordLayout.isMarked(segment, at) ? 1 : 0;
    seen[2] += ShardMemory.blockBytes(RecordLayout.bytes(segment, at));
    seen[2] += Blocks.bytes(memory, kind, segment, RecordLayout.valueOffset(segment, at));
    if (Kind.typeOf(kind) != ValueType.STRING) {
      long value = RecordLayout.valueOffset(segment, at);
      check(
          kind == Kind.STREAM || CollectionValue.length(kind, segment, value) > 0,
          shard,
          keyspace + " has a collection without entries");
      for (String problem :
          Blocks.problems(memory, kind, segment, value, RecordLayout.valueLength(segment, at))) {
        check(false, shard, keyspace + ": " + problem);
      }
    }
  }

  private void check(boolean sound, Shard shard, String problem) {
    if (!sound) {
      problems.add("shard " + shard.number + ": " + problem);
    }
  }
}
