// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.command.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of {@code SET} and {@code GETEX} beside key and value.
 *
 * @param condition whether the key has to be there
 * @param get whether the old value is wanted
 * @param expiry what becomes of the deadline
 * @param expiryArgument where the time stands, or -1
 */
record StringOptions(Condition condition, boolean get, Expiry expiry, int expiryArgument) {
  /** Whether the key has to be there. */
  enum Condition {
    NONE,
    MISSING,
    PRESENT
  }

  /** What becomes of the deadline. */
  enum Expiry {
    NONE,
    SECONDS,
    MILLIS,
    AT_SECONDS,
    AT_MILLIS,
    KEEP,
    PERSIST;

    private boolean isAbsolute() {
      return this == AT_SECONDS || this == AT_MILLIS;
    }

    private boolean isInSeconds() {
      return this == SECONDS || this == AT_SECONDS;
    }
  }

  /** No deadline is 0, so that 0 can say that an error was written. */
  static final long REFUSED = 0;

  /** The options of a {@code SET}; null, with the error written, where they make no sense. */
  static @Nullable StringOptions ofSet(Call call) {
    Condition condition = Condition.NONE;
    boolean get = false;
    Expiry expiry = Expiry.NONE;
    int at = -1;
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      if (condition != Condition.PRESENT && cursor.take("NX")) {
        condition = Condition.MISSING;
      } else if (condition != Condition.MISSING && cursor.take("XX")) {
        condition = Condition.PRESENT;
      } else if (cursor.take("GET")) {
        get = true;
      } else if (isFree(expiry, Expiry.KEEP) && cursor.take("KEEPTTL")) {
        expiry = Expiry.KEEP;
      } else {
        expiry = takeTime(cursor, expiry);
        at = cursor.skip();
      }
    }
    return call.refused(cursor) ? null : new StringOptions(condition, get, expiry, at);
  }

  /** The options of a {@code GETEX}; null, with the error written, where they make no sense. */
  static @Nullable StringOptions ofGetex(Call call) {
    Expiry expiry = Expiry.NONE;
    int at = -1;
    ArgumentCursor cursor = call.cursor(2);
    while (cursor.hasMore()) {
      if (isFree(expiry, Expiry.PERSIST) && cursor.take("PERSIST")) {
        expiry = Expiry.PERSIST;
      } else {
        expiry = takeTime(cursor, expiry);
        at = cursor.skip();
      }
    }
    return call.refused(cursor) ? null : new StringOptions(Condition.NONE, false, expiry, at);
  }

  /** Takes the word that announces a time; the last of several of the same kind counts. */
  private static Expiry takeTime(ArgumentCursor cursor, Expiry before) {
    if (isFree(before, Expiry.SECONDS) && cursor.take("EX")) {
      return Expiry.SECONDS;
    }
    if (isFree(before, Expiry.MILLIS) && cursor.take("PX")) {
      return Expiry.MILLIS;
    }
    if (isFree(before, Expiry.AT_SECONDS) && cursor.take("EXAT")) {
      return Expiry.AT_SECONDS;
    }
    if (isFree(before, Expiry.AT_MILLIS) && cursor.take("PXAT")) {
      return Expiry.AT_MILLIS;
    }
    cursor.failSyntax();
    return before;
  }

  private static boolean isFree(Expiry before, Expiry wanted) {
    return before == Expiry.NONE || before == wanted;
  }

  /** Whether a time was given. */
  boolean hasTime() {
    return expiryArgument >= 0;
  }

  /** The deadline that the time given means; {@link #REFUSED}, with the error written, for none. */
  long deadline(Call call) {
    return deadline(call, expiry, expiryArgument);
  }

  /** The deadline that argument {@code at} means; {@link #REFUSED}, with the error written. */
  static long deadline(Call call, Expiry expiry, int at) {
    if (!call.arguments().isLong(at)) {
      call.error(Errors.NOT_INTEGER);
      return REFUSED;
    }
    long time = call.arguments().toLong(at);
    if (time > 0 && time <= (expiry.isInSeconds() ? Long.MAX_VALUE / 1000 : Long.MAX_VALUE)) {
      long millis = expiry.isInSeconds() ? time * 1000 : time;
      long deadline = expiry.isAbsolute() ? millis : call.now() + millis;
      if (deadline > 0) {
        return deadline;
      }
    }
    call.error(Errors.invalidExpire(call.command()));
    return REFUSED;
  }
}
