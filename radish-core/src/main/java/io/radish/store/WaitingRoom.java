// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for keys of one shard: a line for each key, and the lines whose key has come into
 * being.
 *
 * <p>A shard has none while nobody waits there. Guarded by the shard's lock.
 */
final class WaitingRoom {
  /** Those who wait for one key, in the order in which they came. */
  static final class Line {
    final KeyspaceName keyspaceName;
    final Key key;
    final Set<Waiter> waiters = new LinkedHashSet<>();

    /** Whether anybody who came wants to know that the key went. */
    private boolean wantsLoss;

    /** When the key came into being, among all keys; 0 while it has not. */
    private long readySince;

    Line(KeyspaceName keyspaceName, Key key) {
      this.keyspaceName = keyspaceName;
      this.key = key;
    }

    boolean wantsLoss() {
      return wantsLoss;
    }

    long readySince() {
      return readySince;
    }
  }

  /** By the hash of the key; more than one line where keyspaces have the same key. */
  private final Map<Long, List<Line>> lines = new HashMap<>();

  private List<Line> ready = new ArrayList<>();

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean isAnyReady() {
    return !ready.isEmpty();
  }

  /** The lines for keys of that hash, in whatever keyspace. */
  List<Line> at(long hash) {
    return lines.getOrDefault(hash, List.of());
  }

  void forEach(Consumer<Line> visitor) {
    lines.values().forEach(each -> each.forEach(visitor));
  }

  private @Nullable Line find(KeyspaceName name, long hash, ByteView key) {
    for (Line line : at(hash)) {
      if (line.key.bytes().contentEquals(key) && line.keyspaceName.equals(name)) {
        return line;
      }
    }
    return null;
  }

  /** Puts a waiter at the end of the line for one of its keys, where it may stand already. */
  void add(Waiter waiter, Key key) {
    Line line = find(waiter.keyspaceName(), key.hash(), key.bytes());
    if (line == null) {
      line = new Line(waiter.keyspaceName(), key);
      lines.computeIfAbsent(key.hash(), hash -> new ArrayList<>(1)).add(line);
    }
    line.waiters.add(waiter);
    line.wantsLoss |= waiter.wantsLoss();
  }

  void remove(Waiter waiter, Key key) {
    Line line = find(waiter.keyspaceName(), key.hash(), key.bytes());
    if (line != null) {
      line.waiters.remove(waiter);
      closeWhereEmpty(line);
    }
  }

  private void closeWhereEmpty(Line line) {
    if (line.waiters.isEmpty()) {
      lines.computeIfPresent(
          line.key.hash(),
          (hash, all) -> {
            all.remove(line);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /** Notes that a key has come into being, as number {@code since} of all. */
  void signal(KeyspaceName name, long hash, ByteView key, long since) {
    Line line = find(name, hash, key);
    if (line != null) {
      signal(line, since);
    }
  }

  void signal(Line line, long since) {
    if (line.readySince == 0) {
      line.readySince = since;
      ready.add(line);
    }
  }

  /** Hands over the lines whose key has come into being, so that it may do so again. */
  void takeReady(List<Line> taken) {
    for (Line line : ready) {
      taken.add(line);
    }
    ready = new ArrayList<>();
  }

  /** Begins to serve a line that was taken. */
  static void serving(Line line) {
    line.readySince = 0;
  }
}
