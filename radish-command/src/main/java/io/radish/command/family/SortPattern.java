// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code SORT ... BY} or {@code GET}: a key with a star in it, which an element takes
 * the place of, and behind {@code ->} perhaps the field of a hash.
 *
 * <p>As in C, a star behind a zero is not seen.
 */
final class SortPattern {
  private static final String ARROW = "->";

  private final byte[] pattern;
  private final int star;

  /** Where the {@code ->} is that a field follows; the pattern's end where none does. */
  private final int arrow;

  private final ByteView field = new ByteView();

  SortPattern(byte[] pattern) {
    this.pattern = pattern;
    this.star = find(pattern, 0, '*');
    this.arrow = star < 0 ? pattern.length : arrowAfter(pattern, star);
    int from = Math.min(arrow + ARROW.length(), pattern.length);
    field.set(pattern, from, pattern.length - from);
  }

  private static int find(byte[] pattern, int from, int wanted) {
    for (int i = from; i < pattern.length && pattern[i] != 0; i++) {
      if (pattern[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int arrowAfter(byte[] pattern, int star) {
    int dash = find(pattern, star + 1, '-');
    while (dash >= 0 && dash + 1 < pattern.length && pattern[dash + 1] != '>') {
      dash = find(pattern, dash + 1, '-');
    }
    // An arrow with nothing behind it is part of the key.
    boolean isField = dash >= 0 && dash + 2 < pattern.length && pattern[dash + 2] != 0;
    return isField ? dash : pattern.length;
  }

  /** Whether there is a place for the element. */
  boolean hasStar() {
    return star >= 0;
  }

  /** Whether this is {@code #}, which stands for the element itself. */
  boolean isElement() {
    return pattern.length > 0 && pattern[0] == '#' && (pattern.length == 1 || pattern[1] == 0);
  }

  /**
   * Points {@code value} at what the pattern leads to for {@code element}, a string or what a hash
   * has in a field; false where there is no such thing.
   */
  boolean find(Call call, ByteView element, Key key, ByteView value) {
    Entry found = find(call, element, key);
    if (found == null) {
      return false;
    }
    if (hasField()) {
      return HashValue.get(found, field, value, call.now());
    }
    found.value(value);
    return true;
  }

  /** Writes what {@link #find(Call, ByteView, Key, ByteView)} finds, or that there is nothing. */
  void reply(Call call, ByteView element, Key key) {
    Entry found = find(call, element, key);
    ByteView value = new ByteView();
    if (found == null) {
      call.reply().nil();
    } else if (!hasField()) {
      call.replyValue(found);
    } else if (HashValue.get(found, field, value, call.now())) {
      call.replyBytes(value);
    } else {
      call.reply().nil();
    }
  }

  private boolean hasField() {
    return arrow < pattern.length;
  }

  /** The string, or the hash, that the pattern leads to; null where there is none. */
  private @Nullable Entry find(Call call, ByteView element, Key key) {
    if (star < 0) {
      return null;
    }
    Entry found = call.find(key.set(keyFor(element), 0, keyLength(element)));
    ValueType wanted = hasField() ? ValueType.HASH : ValueType.STRING;
    return found == null || found.type() != wanted ? null : found;
  }

  private int keyLength(ByteView element) {
    return arrow - 1 + element.length();
  }

  private byte[] keyFor(ByteView element) {
    byte[] key = Arrays.copyOf(pattern, keyLength(element));
    element.copyTo(0, key, star, element.length());
    int rest = arrow - star - 1;
    System.arraycopy(pattern, star + 1, key, star + element.length(), rest);
    return key;
  }
}
