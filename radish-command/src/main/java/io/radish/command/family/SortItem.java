// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An element to be sorted with what it is sorted by. Both are seen where they lie, which the locks
 * that are held allow.
 */
final class SortItem {
  /** What an item takes on the heap, with its views and its places while they are sorted. */
  private static final int BYTES = 160;

  private final ByteView element;
  private double score;
  private @Nullable ByteView weight;

  private SortItem(ByteView element) {
    this.element = element;
  }

  ByteView element() {
    return element;
  }

  /** The elements or members in order; null, with the error written, where they have none. */
  static SortItem @Nullable [] sorted(Call call, Entry collection, SortOptions options) {
    long length = CollectionValue.length(collection);
    if (length > Runtime.getRuntime().maxMemory() / 2 / BYTES) {
      call.refuse(
          "sorting " + length + " elements takes more memory than the server's heap has; see -Xmx");
      return null;
    }
    SortItem[] items = new SortItem[(int) length];
    ElementCursor cursor = new ElementCursor().open(collection);
    boolean hasScores = collection.type() == ValueType.ZSET;
    ByteView score = new ByteView();
    for (int i = 0; i < items.length; i++) {
      ByteView element = new ByteView();
      cursor.next(element);
      if (hasScores) {
        cursor.next(score);
      }
      items[i] = new SortItem(element);
    }
    boolean comparable = true;
    Key key = call.store().newKey();
    for (SortItem item : items) {
      comparable &= item.weigh(call, options, key);
    }
    if (!comparable) {
      call.error(Errors.NOT_DOUBLES);
      return null;
    }
    Arrays.sort(items, order(options));
    return items;
  }

  /** Finds out what the item is sorted by; false where that should be a number and is none. */
  private boolean weigh(Call call, SortOptions options, Key key) {
    SortPattern by = options.by();
    if (by == null) {
      weight = element;
    } else {
      ByteView found = new ByteView();
      weight = by.find(call, element, key, found) ? found : null;
    }
    ByteView found = weight;
    if (options.isAlphabetic() || found == null) {
      return true;
    }
    score = CDouble.read(found);
    return !Double.isNaN(score);
  }

  private static Comparator<SortItem> order(SortOptions options) {
    Comparator<SortItem> order =
        options.isAlphabetic() ? SortItem::compareWeights : SortItem::compareScores;
    return options.isDescending() ? order.reversed() : order;
  }

  /** Numbers that are the same are told apart by the elements, so that the order is one. */
  private static int compareScores(SortItem a, SortItem b) {
    return a.score < b.score ? -1 : a.score > b.score ? 1 : a.element.compare(b.element);
  }

  /** What has nothing to be sorted by comes first. */
  private static int compareWeights(SortItem a, SortItem b) {
    ByteView x = a.weight;
    ByteView y = b.weight;
    if (x == null || y == null) {
      return Boolean.compare(x != null, y != null);
    }
    return x.compare(y);
  }
}
