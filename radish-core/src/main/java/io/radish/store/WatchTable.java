// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches of keys of one shard: a table by the hash of the key, chained through the watches
 * themselves, so that looking whether anybody watches a key makes no object. Guarded by the shard's
 * lock.
 */
final class WatchTable {
  private static final int FEWEST_PLACES = 16;

  private @Nullable KeyWatch[] places = new KeyWatch[FEWEST_PLACES];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(KeyWatch watch) {
    if (size == places.length) {
      grow();
    }
    put(watch);
    size++;
  }

  private void put(KeyWatch watch) {
    int place = place(watch.key().hash());
    watch.next = places[place];
    places[place] = watch;
  }

  /** The low bits of a hash say which shard it is, so that others are taken here. */
  private int place(long hash) {
    return (int) (hash >>> 32) & (places.length - 1);
  }

  private void grow() {
    @Nullable KeyWatch[] old = places;
    places = new KeyWatch[2 * old.length];
    for (KeyWatch first : old) {
      KeyWatch each = first;
      while (each != null) {
        KeyWatch following = each.next;
        put(each);
        each = following;
      }
    }
  }

  /** Takes a watch out, where it is there. */
  @SuppressWarnings("ReferenceEquality") // that very watch, not another one of the same key
  void remove(KeyWatch watch) {
    int place = place(watch.key().hash());
    KeyWatch before = null;
    for (KeyWatch each = places[place]; each != null; before = each, each = each.next) {
      if (each == watch) {
        unlink(place, before, each);
        return;
      }
    }
  }

  private void unlink(int place, @Nullable KeyWatch before, KeyWatch watch) {
    if (before == null) {
      places[place] = watch.next;
    } else {
      before.next = watch.next;
    }
    watch.next = null;
    size--;
  }

  /**
   * Tells those who watch a key that it has changed, in whatever way.
   *
   * @param beside whether only what is known beside its value has: {@link KeyWatch#changedBeside}
   */
  void changed(KeyspaceName name, long hash, ByteView key, boolean beside) {
    int place = place(hash);
    KeyWatch before = null;
    KeyWatch each = places[place];
    while (each != null) {
      KeyWatch following = each.next;
      if (isOf(each, name, hash, key) && !(beside ? tellBeside(each) : tell(each))) {
        unlink(place, before, each);
      } else {
        before = each;
      }
      each = following;
    }
  }

  /** Tells those who watch a key that it was removed because its time has passed. */
  void expired(KeyspaceName name, long hash, ByteView key) {
    int place = place(hash);
    KeyWatch before = null;
    KeyWatch each = places[place];
    while (each != null) {
      KeyWatch following = each.next;
      boolean stays = true;
      if (isOf(each, name, hash, key)) {
        // Who began to watch when it was over already sees no change.
        stays = each.wasExpired || tell(each);
        each.wasExpired = false;
      }
      if (stays) {
        before = each;
      } else {
        unlink(place, before, each);
      }
      each = following;
    }
  }

  /** Tells those whom {@code told} accepts that their key has changed. */
  void changedWhere(Predicate<KeyWatch> told) {
    for (int place = 0; place < places.length; place++) {
      KeyWatch before = null;
      KeyWatch each = places[place];
      while (each != null) {
        KeyWatch following = each.next;
        if (told.test(each) && !tell(each)) {
          unlink(place, before, each);
        } else {
          before = each;
        }
        each = following;
      }
    }
  }

  /** The watch of a key, of several the one that came last; null where there is none. */
  @Nullable KeyWatch find(KeyspaceName name, long hash, ByteView key) {
    KeyWatch each = places[place(hash)];
    while (each != null && !isOf(each, name, hash, key)) {
      each = each.next;
    }
    return each;
  }

  /** Takes any watch out, which of them follows from {@code random}; there has to be one. */
  KeyWatch removeAny(int random) {
    int place = random & (places.length - 1);
    while (places[place] == null) {
      place = (place + 1) & (places.length - 1);
    }
    KeyWatch any = Objects.requireNonNull(places[place]);
    unlink(place, null, any);
    return any;
  }

  private static boolean tell(KeyWatch watch) {
    return !watch.isEnded() && watch.changed();
  }

  private static boolean tellBeside(KeyWatch watch) {
    return !watch.isEnded() && watch.changedBeside();
  }

  private static boolean isOf(KeyWatch watch, KeyspaceName name, long hash, ByteView key) {
    return watch.key().hash() == hash
        && watch.keyspaceName().equals(name)
        && watch.key().bytes().contentEquals(key);
  }

  @Override
  public String toString() {
    return size + " in " + Arrays.toString(places);
  }
}
