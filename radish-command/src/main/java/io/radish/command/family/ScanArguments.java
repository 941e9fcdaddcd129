// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What {@code HSCAN} and its like are told behind their key: where to go on, how far, and what is
 * wanted.
 *
 * @param count the elements visited at a time
 * @param pattern what the elements shown match; null for all
 */
record ScanArguments(long count, @Nullable GlobPattern pattern) {
  /** The elements a walk visits at a time unless told otherwise. */
  static final int DEFAULT_COUNT = 10;

  private static final BigInteger CURSORS = BigInteger.TWO.pow(64);

  /** No cursor is written in so many digits. */
  private static final int LONGEST_CURSOR = 64;

  /** Reads a cursor as C's {@code strtoul} does: with a sign, or even empty. */
  static long cursor(Call call, int at, ArgumentCursor latch) {
    int length = call.arguments().length(at);
    if (length == 0) {
      return 0;
    }
    String text = length > LONGEST_CURSOR ? "" : call.arguments().text(at, LONGEST_CURSOR);
    if (!text.matches("[+-]?[0-9]+")) {
      latch.fail(Errors.INVALID_CURSOR);
      return 0;
    }
    BigInteger value = new BigInteger(text);
    if (value.abs().compareTo(CURSORS) >= 0) {
      latch.fail(Errors.INVALID_CURSOR);
    }
    return value.longValue();
  }

  /**
   * Reads the options from argument {@code from} on; null, with the error written, if it may not.
   */
  static @Nullable ScanArguments read(Call call, int from) {
    ArgumentCursor options = call.cursor(from);
    long count = DEFAULT_COUNT;
    GlobPattern pattern = null;
    while (options.hasMore()) {
      if (options.left() >= 2 && options.take("COUNT")) {
        count = options.nextLong();
        if (count < 1) {
          options.failSyntax();
        }
      } else if (options.left() >= 2 && options.take("MATCH")) {
        pattern = new GlobPattern(call.point(options.skip(), new ByteView()));
      } else {
        options.failSyntax();
      }
    }
    if (call.refused(options)) {
      return null;
    }
    boolean all = pattern == null || pattern.isEverything();
    return new ScanArguments(count, all ? null : pattern);
  }

  /** Whether an element is wanted. */
  boolean wants(ByteView element) {
    return pattern == null || pattern.matches(element);
  }
}
