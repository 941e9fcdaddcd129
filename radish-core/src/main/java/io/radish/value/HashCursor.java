// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place between two fields of a hash, from which one walks on, and which can be set to any field
 * by its number: for those who show many fields of one hash. Fields that are due are passed by, and
 * have no number.
 *
 * <p>Any change of the hash makes the place worthless. Reusable; used by one thread at a time.
 */
public final class HashCursor {
  private static final long[] NOT_COUNTED = {};

  private final ByteView field = new ByteView();
  private final ByteView value = new ByteView();
  private final TreeCursor tree = new TreeCursor();
  private final TimedPacked.Walk packed = new TimedPacked.Walk(field, value);

  /** Made by the first hash in trees of which a field has a deadline. */
  private ScoredTrees.@Nullable Reader deadlines;

  private boolean isTree;
  private boolean isTimed;

  /** Whether a field is due, so that each has to be asked. */
  private boolean anyDue;

  private long now;
  private long length;
  private long deadline;

  /** Where a packed hash has its first field. */
  private long first;

  /** Where the fields are that have a number, once somebody asked and it cannot be computed. */
  private long[] places = NOT_COUNTED;

  /** Opens a hash before its first field that is not due at {@code at}. */
  public HashCursor open(Entry hash, long at) {
    return open(
        hash.memory(), hash.kind(), hash.segment(), hash.valueOffset(), hash.valueLength(), at);
  }

  /** Opens the hash of {@code kind} whose value lies at {@code from}. */
  HashCursor open(
      ShardMemory memory, int kind, MemorySegment segment, long from, int bytes, long at) {
    isTree = Kind.trees(kind) > 0;
    isTimed = Kind.isTimed(kind);
    now = at;
    long due = HashValue.due(memory, kind, segment, from, bytes, at);
    anyDue = due > 0;
    length = CollectionValue.length(kind, segment, from) - due;
    places = NOT_COUNTED;
    if (isTree) {
      tree.open(memory, segment, from);
      if (isTimed) {
        TimedTrees.aim(deadlines(), memory, segment, from);
      }
    } else {
      first = packed.open(kind, segment, from, bytes).place();
    }
    return this;
  }

  private ScoredTrees.Reader deadlines() {
    ScoredTrees.Reader made = deadlines;
    if (made == null) {
      made = new ScoredTrees.Reader();
      deadlines = made;
    }
    return made;
  }

  /** The number of fields that are not due. */
  public long length() {
    return length;
  }

  /** Goes before field {@code index}, counted from 0, which there is. */
  public HashCursor seek(long index) {
    if (isTree && !anyDue) {
      tree.seekRank(index);
      return this;
    }
    if (places.length == 0) {
      places = findPlaces();
    }
    goTo(places[(int) index]);
    return this;
  }

  /** By its rank in a tree, or by where it begins. */
  private void goTo(long place) {
    if (isTree) {
      tree.seekRank(place);
    } else {
      packed.seek(place);
    }
  }

  /** Where the fields are; as many as there are at most 2^31, they fit into an array. */
  private long[] findPlaces() {
    long[] found = new long[(int) Math.min(length, Integer.MAX_VALUE - 8)];
    int count = 0;
    goTo(isTree ? 0 : first);
    long place = isTree ? 0 : packed.place();
    while (count < found.length && step()) {
      if (!isDue()) {
        found[count++] = place;
      }
      place = isTree ? place + 1 : packed.place();
    }
    return Arrays.copyOf(found, count);
  }

  /** Passes the next field that is not due and shows it; false behind the last. */
  public boolean next() {
    while (step()) {
      if (!anyDue || !isDue()) {
        return true;
      }
    }
    return false;
  }

  /** Passes the next field, due or not. */
  private boolean step() {
    if (!isTree) {
      if (!packed.next()) {
        return false;
      }
      deadline = packed.deadline();
      return true;
    }
    if (!tree.next()) {
      return false;
    }
    field.set(tree.rest());
    value.set(tree.value());
    deadline = HashValue.NO_FIELD;
    return true;
  }

  private boolean isDue() {
    long at = deadline();
    return at != RecordLayout.NO_DEADLINE && at <= now;
  }

  /** The field shown; valid until the next call of this object. */
  public ByteView field() {
    return field;
  }

  /** What the field shown holds; valid until the next call of this object. */
  public ByteView value() {
    return value;
  }

  /** When the field shown is due, or {@link RecordLayout#NO_DEADLINE}. */
  public long deadline() {
    if (deadline == HashValue.NO_FIELD) {
      deadline =
          isTimed
              ? deadlines().find(tree.head(), field, RecordLayout.NO_DEADLINE)
              : RecordLayout.NO_DEADLINE;
    }
    return deadline;
  }
}
