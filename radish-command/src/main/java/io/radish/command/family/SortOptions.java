// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Errors;
import io.radish.command.KeyPositions;
import io.radish.resp.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@code SORT} asks for. */
final class SortOptions {
  private static final List<String> READ = List.of("RO", "access");
  private static final List<String> WRITTEN = List.of("OW", "update");

  private boolean descending;
  private boolean alphabetic;
  private boolean unsorted;
  private long start;
  private long count = -1;
  private int store;
  private @Nullable SortPattern by;
  private final List<SortPattern> get = new ArrayList<>();
  private @Nullable String error;

  /** The first option that leads to keys which the request does not name; null for none. */
  private @Nullable String reaching;

  private SortOptions() {}

  /** Reads the words behind the key. */
  static SortOptions read(Arguments request, boolean readOnly) {
    SortOptions options = new SortOptions();
    ArgumentCursor cursor = new ArgumentCursor().begin(request, 2);
    while (cursor.hasMore()) {
      options.readOne(request, cursor, readOnly);
    }
    options.error = cursor.error();
    return options;
  }

  private void readOne(Arguments request, ArgumentCursor cursor, boolean readOnly) {
    if (cursor.take("ASC")) {
      descending = false;
    } else if (cursor.take("DESC")) {
      descending = true;
    } else if (cursor.take("ALPHA")) {
      alphabetic = true;
    } else if (cursor.left() >= 3 && cursor.take("LIMIT")) {
      start = cursor.nextLong();
      count = cursor.nextLong();
    } else if (!readOnly && cursor.left() >= 2 && cursor.take("STORE")) {
      store = cursor.skip();
    } else if (cursor.left() >= 2 && cursor.take("BY")) {
      by = pattern(request, cursor);
      // Sorting by what is the same for all is a way of saying that nothing is to be sorted.
      unsorted |= !by.hasStar();
      reaching = reaching == null && by.hasStar() ? "BY" : reaching;
    } else if (cursor.left() >= 2 && cursor.take("GET")) {
      get.add(pattern(request, cursor));
      reaching = reaching == null ? "GET" : reaching;
    } else {
      cursor.failSyntax();
    }
  }

  /** The next word as a pattern; the keys that it leads to are made on the heap. */
  private static SortPattern pattern(Arguments request, ArgumentCursor cursor) {
    int at = cursor.skip();
    if (request.length(at) > Errors.MOST_TEXT) {
      cursor.fail(Errors.TOO_LONG_TEXT);
    }
    return new SortPattern(request.start(at, Errors.MOST_TEXT));
  }

  /** The first option that leads to keys which the request does not name; null for none. */
  @Nullable String reaching() {
    return reaching;
  }

  /** Finds the keys of a request as far as it names them. */
  static boolean findKeys(Arguments request, KeyPositions found, boolean readOnly) {
    found.add(1, READ);
    SortOptions options = read(request, readOnly);
    int store = options.error == null ? options.store : readOnly ? 0 : lastStore(request);
    if (store > 0) {
      found.add(store, WRITTEN);
    }
    return true;
  }

  /** Where the last destination stands in a request that is wrong: unknown words are passed by. */
  private static int lastStore(Arguments request) {
    int store = 0;
    for (int i = 2; i < request.count(); i++) {
      if (request.matches(i, "limit")) {
        i += 2;
      } else if (request.matches(i, "get") || request.matches(i, "by")) {
        i++;
      } else if (request.matches(i, "store") && i + 1 < request.count()) {
        store = i + 1;
      }
    }
    return store;
  }

  /** Whether a request looks up keys that it does not name. */
  static boolean reachesFurther(Arguments request) {
    SortOptions options = read(request, false);
    return (options.by != null && options.by.hasStar())
        || options.get.stream().anyMatch(SortPattern::hasStar);
  }

  /**
   * Sorts after all, by the elements as texts: what is stored is to be the same wherever it is
   * made, and sets have no order.
   */
  void sortAnyway() {
    unsorted = false;
    alphabetic = true;
    by = null;
  }

  /** What is wrong, or null. */
  @Nullable String error() {
    return error;
  }

  boolean isDescending() {
    return descending;
  }

  boolean isAlphabetic() {
    return alphabetic;
  }

  /** Whether the elements stay in their order. */
  boolean isUnsorted() {
    return unsorted;
  }

  boolean isStored() {
    return store > 0;
  }

  /** What to sort by instead of the elements; null for them. */
  @Nullable SortPattern by() {
    return by;
  }

  /** What to give for each element; nothing stands for the element. */
  List<SortPattern> get() {
    return get;
  }

  /** The first of {@code length} elements wanted. */
  long from(long length) {
    return Math.clamp(start, 0, length);
  }

  /** The end of those wanted, at least {@link #from}. */
  long to(long length) {
    long from = from(length);
    return count < 0 ? length : from + Math.min(count, length - from);
  }
}
