// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's arguments from left to right and remembers the first thing that is wrong.
 *
 * <p>After a mistake everything reads as empty or 0 and {@link #hasMore()} is false, so that a
 * handler parses straight through and looks at {@link #error()} once.
 */
public final class ArgumentCursor {
  private Arguments arguments = new Arguments();
  private int next;
  private @Nullable String error;

  /** Begins at argument {@code from}. */
  public ArgumentCursor begin(Arguments of, int from) {
    this.arguments = of;
    this.next = from;
    this.error = null;
    return this;
  }

  public boolean hasMore() {
    return error == null && next < arguments.count();
  }

  /** The number of arguments not read yet. */
  public int left() {
    return error == null ? arguments.count() - next : 0;
  }

  /** The position of the argument that is read next. */
  public int position() {
    return next;
  }

  /** Takes the next argument if it is {@code word}, in any case. */
  public boolean take(String word) {
    if (hasMore() && arguments.matches(next, word)) {
      next++;
      return true;
    }
    return false;
  }

  /** Passes by the next argument; its position, or -1 where there is none. */
  public int skip() {
    if (!hasMore()) {
      fail(Errors.SYNTAX);
      return -1;
    }
    return next++;
  }

  /** The next argument as a whole number. */
  public long nextLong() {
    return nextLong(Errors.NOT_INTEGER);
  }

  /** The next argument as a whole number; {@code otherwise} is the error where it is none. */
  public long nextLong(String otherwise) {
    int at = skip();
    if (at < 0) {
      return 0;
    }
    if (!arguments.isLong(at)) {
      fail(otherwise);
      return 0;
    }
    return arguments.toLong(at);
  }

  /** The next argument as a whole number between {@code min} and {@code max}. */
  public long nextLong(long min, long max, String otherwise) {
    long value = nextLong();
    if (error == null && (value < min || value > max)) {
      fail(otherwise);
      return 0;
    }
    return value;
  }

  /** The next argument as text; its first {@code mostBytes} where it is longer. */
  public String nextText(int mostBytes) {
    int at = skip();
    return at < 0 ? "" : arguments.text(at, mostBytes);
  }

  /** Says that something is wrong, unless something was before. */
  public void fail(String text) {
    if (error == null) {
      error = text;
    }
  }

  /** Says that the next argument should not be there. */
  public void failSyntax() {
    fail(Errors.SYNTAX);
  }

  /** The first thing that was wrong, or null. */
  public @Nullable String error() {
    return error;
  }
}
