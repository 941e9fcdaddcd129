// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.resp.Arguments;
import io.radish.value.StreamId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments that several commands on streams have: ids, ends of ranges, groups. */
final class StreamArguments {
  static final ArgumentSpec GROUP = ArgumentSpec.string("group");
  static final ArgumentSpec CONSUMER = ArgumentSpec.string("consumer");
  static final ArgumentSpec COUNT = ArgumentSpec.integer("count").after("COUNT").optional();

  /** Longer texts are no ids, as in Redis. */
  private static final int LONGEST_ID = 127;

  private static final BigInteger BEHIND_ALL = BigInteger.ONE.shiftLeft(Long.SIZE);

  /**
   * An id as an argument says it.
   *
   * @param whole false where the sequence is left to the stream, as in {@code 5-*}
   */
  record Id(StreamId id, boolean whole) {}

  private StreamArguments() {}

  // ---- ids ----

  /** Argument {@code i} as an id without {@code -} and {@code +}; null where it is none. */
  static @Nullable StreamId strict(Arguments arguments, int i) {
    Id id = parse(text(arguments, i), 0, true, false);
    return id == null ? null : id.id;
  }

  /** As {@link #strict}, with the error written where it is none. */
  static @Nullable StreamId strict(Call call, int i) {
    return orError(call, strict(call.arguments(), i));
  }

  /** Argument {@code i} as an id, or {@code -} or {@code +}; null, the error written, for none. */
  static @Nullable StreamId loose(Call call, int i, long missingSequence) {
    Id id = parse(text(call.arguments(), i), missingSequence, false, false);
    return orError(call, id == null ? null : id.id);
  }

  private static @Nullable StreamId orError(Call call, @Nullable StreamId id) {
    if (id == null) {
      call.error(Errors.INVALID_STREAM_ID);
    }
    return id;
  }

  /** Argument {@code i} as the id of an entry to be added. */
  static @Nullable Id toAdd(Arguments arguments, int i) {
    return parse(text(arguments, i), 0, true, true);
  }

  /** Arguments from {@code from} to before {@code to} as ids; null, the error written, for none. */
  static @Nullable List<StreamId> ids(Call call, int from, int to) {
    List<StreamId> ids = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      StreamId id = strict(call, i);
      if (id == null) {
        return null;
      }
      ids.add(id);
    }
    return ids;
  }

  /** Where a range begins, at argument {@code i}; null, with the error written, for none. */
  static @Nullable StreamId start(Call call, int i) {
    String text = text(call.arguments(), i);
    if (!isExclusive(text)) {
      return loose(call, i, 0);
    }
    Id id = parse(text.substring(1), 0, true, false);
    StreamId next = id == null ? null : id.id.next();
    if (next == null) {
      call.error(id == null ? Errors.INVALID_STREAM_ID : Errors.INVALID_START);
    }
    return next;
  }

  /** Where a range ends, at argument {@code i}; null, with the error written, for none. */
  static @Nullable StreamId end(Call call, int i) {
    String text = text(call.arguments(), i);
    if (!isExclusive(text)) {
      return loose(call, i, -1);
    }
    Id id = parse(text.substring(1), -1, true, false);
    StreamId previous = id == null ? null : id.id.previous();
    if (previous == null) {
      call.error(id == null ? Errors.INVALID_STREAM_ID : Errors.INVALID_END);
    }
    return previous;
  }

  private static boolean isExclusive(String text) {
    return text.length() > 1 && text.charAt(0) == '(';
  }

  /** Whether argument {@code i} is that one character. */
  static boolean is(Arguments arguments, int i, char character) {
    String text = text(arguments, i);
    return text.length() == 1 && text.charAt(0) == character;
  }

  /** An argument up to the first zero, where a text ends for Redis; empty for one too long. */
  private static String text(Arguments arguments, int i) {
    if (arguments.length(i) > LONGEST_ID + 1) {
      return "";
    }
    String text = new String(arguments.bytes(i), StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  private static @Nullable Id parse(
      String text, long missingSequence, boolean strict, boolean mayBePart) {
    if (text.length() > LONGEST_ID) {
      return null;
    }
    if (!strict && text.equals("-")) {
      return new Id(StreamId.ZERO, true);
    }
    if (!strict && text.equals("+")) {
      return new Id(StreamId.MAX, true);
    }
    int dash = text.indexOf('-');
    Long millis = number(dash < 0 ? text : text.substring(0, dash));
    if (millis == null) {
      return null;
    }
    if (dash < 0) {
      return new Id(new StreamId(millis, missingSequence), true);
    }
    String rest = text.substring(dash + 1);
    if (mayBePart && rest.equals("*")) {
      return new Id(new StreamId(millis, 0), false);
    }
    Long sequence = number(rest);
    return sequence == null ? null : new Id(new StreamId(millis, sequence), true);
  }

  /**
   * A number without sign, as Redis reads it: by its own rules where these know one, then by those
   * of C's {@code strtoull}, which passes by blanks and takes a sign.
   */
  private static @Nullable Long number(String text) {
    int at = 0;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    boolean signed = negative || (at < text.length() && text.charAt(at) == '+');
    String digits = text.substring(signed ? at + 1 : at);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    BigInteger value = new BigInteger(digits);
    if (value.compareTo(BEHIND_ALL) >= 0) {
      return null;
    }
    if (!negative) {
      return value.longValue();
    }
    // What is a negative number of 64 bits is refused; what is none wraps around.
    boolean isLong = at == 0 && digits.charAt(0) != '0' && value.bitLength() < Long.SIZE;
    return isLong ? null : -value.longValue();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  // ---- trimming ----

  /**
   * What is to be trimmed away.
   *
   * @param most how many entries are left, where {@code from} is null
   * @param from the first id that stays, or null
   * @param whole whether only whole nodes go
   * @param limit how many entries go at most; 0 for any number
   */
  record Trim(long most, @Nullable StreamId from, boolean whole, long limit) {}

  /** What stands before an id that is to be added, or behind the key of {@code XTRIM}. */
  static final class AddOptions {
    private boolean noMakeStream;
    private @Nullable Id id;
    private int idAt = -1;
    private @Nullable Trim trim;

    /** Whether a stream that is not there stays so. */
    boolean isNoMakeStream() {
      return noMakeStream;
    }

    /** The id; null for one that the stream chooses. */
    @Nullable Id id() {
      return id;
    }

    /** Where the id stands; -1 where there is none. */
    int idAt() {
      return idAt;
    }

    @Nullable Trim trim() {
      return trim;
    }
  }

  /** Reads options of {@code XADD} or {@code XTRIM}; null, with the error written, for none. */
  static @Nullable AddOptions options(Call call, boolean add) {
    AddOptions options = new AddOptions();
    ArgumentCursor cursor = call.cursor(2);
    long most = 0;
    StreamId from = null;
    boolean trims = false;
    boolean whole = false;
    long limit = 0;
    boolean limited = false;
    while (cursor.hasMore() && options.idAt < 0) {
      if (add && is(call.arguments(), cursor.position(), '*')) {
        options.idAt = cursor.position();
      } else if (cursor.left() >= 2 && cursor.take("maxlen")) {
        refuseSecond(cursor, trims);
        trims = true;
        whole = takesWhole(call, cursor);
        most = cursor.nextLong();
        if (most < 0) {
          cursor.fail("ERR The MAXLEN argument must be >= 0.");
        }
      } else if (cursor.left() >= 2 && cursor.take("minid")) {
        refuseSecond(cursor, trims);
        trims = true;
        whole = takesWhole(call, cursor);
        from = nextId(call, cursor);
      } else if (cursor.left() >= 2 && cursor.take("limit")) {
        limited = true;
        limit = cursor.nextLong();
        if (limit < 0) {
          cursor.fail("ERR The LIMIT argument must be >= 0.");
        }
      } else if (add && cursor.take("nomkstream")) {
        options.noMakeStream = true;
      } else if (add) {
        options.idAt = cursor.position();
        options.id = toAdd(call.arguments(), options.idAt);
        if (options.id == null) {
          cursor.fail(Errors.INVALID_STREAM_ID);
        }
      } else {
        cursor.failSyntax();
      }
    }
    if (limit != 0 && !trims) {
      cursor.fail("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (!add && !trims) {
      cursor.fail("ERR syntax error, XTRIM must be called with a trimming strategy");
    }
    if (limited && !whole) {
      cursor.fail("ERR syntax error, LIMIT cannot be used without the special ~ option");
    }
    if (call.refused(cursor)) {
      return null;
    }
    if (trims) {
      long bound = whole && !limited ? usualLimit(call) : limit;
      options.trim = new Trim(most, from, whole, bound);
    }
    return options;
  }

  private static void refuseSecond(ArgumentCursor cursor, boolean trims) {
    if (trims) {
      cursor.fail("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
  }

  /** Passes by {@code ~} or {@code =}; whether it was the first. */
  private static boolean takesWhole(Call call, ArgumentCursor cursor) {
    if (cursor.left() < 2) {
      return false;
    }
    if (is(call.arguments(), cursor.position(), '~')) {
      cursor.skip();
      return true;
    }
    if (is(call.arguments(), cursor.position(), '=')) {
      cursor.skip();
    }
    return false;
  }

  private static @Nullable StreamId nextId(Call call, ArgumentCursor cursor) {
    int at = cursor.skip();
    StreamId id = at < 0 ? null : strict(call.arguments(), at);
    if (at >= 0 && id == null) {
      cursor.fail(Errors.INVALID_STREAM_ID);
    }
    return id;
  }

  /** What approximate trimming removes at most where nobody says: a hundred nodes. */
  private static long usualLimit(Call call) {
    long limit = 100 * call.store().valueSettings().streamNodeEntries();
    return limit <= 0 ? 10_000 : Math.min(limit, 1_000_000);
  }
}
