// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Scores;
import io.radish.value.StringValue;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;

/** Reads one value, its form first, in any of the forms that Redis has had. */
final class ValueReader {
  /** A quicklist's node that is one element as it is. */
  static final int PLAIN_NODE = 1;

  /** A quicklist's node that is a listpack. */
  static final int PACKED_NODE = 2;

  /** The longest text of a score. */
  private static final int LONGEST_SCORE = 128;

  // What stands in the place of the length of a score's text, for what has none.
  private static final int NOT_A_NUMBER = 253;
  private static final int PLUS_INFINITY = 254;
  private static final int MINUS_INFINITY = 255;

  /** Redis keeps deadlines of fields in 48 bits. */
  private static final long LATEST_DEADLINE = (1L << 48) - 1;

  private final RdbInput in;
  private final ValueSink sink;
  private final ByteView bytes = new ByteView();
  private final ByteView second = new ByteView();
  private ValueType type = ValueType.STRING;
  private long count;

  ValueReader(RdbInput in, ValueSink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** Reads the value; whether it was sound and whole. A collection without entries is not. */
  boolean read() {
    RdbType form = RdbType.of(in.unsignedByte());
    if (form == null) {
      return false;
    }
    type = form.valueType();
    switch (form) {
      case STRING -> string();
      case LIST, SET -> entries(() -> in.string(bytes));
      case HASH -> entries(this::pair);
      case HASH_METADATA -> timedEntries();
      case HASH_LISTPACK_EX -> packedTriples();
      case ZSET -> entries(() -> scored(this::scoreAsText));
      case ZSET_2 -> entries(() -> scored(() -> Double.longBitsToDouble(in.number())));
      case LIST_ZIPLIST, HASH_ZIPLIST, ZSET_ZIPLIST -> packed(Ziplist::read);
      case HASH_LISTPACK, ZSET_LISTPACK, SET_LISTPACK -> packed(Listpack::read);
      case HASH_ZIPMAP -> packed(Zipmap::read);
      case SET_INTSET -> packed(Intset::read);
      case STREAM_LISTPACKS, STREAM_LISTPACKS_2, STREAM_LISTPACKS_3 ->
          new StreamReader(in, this::entry).read(form);
      case LIST_QUICKLIST -> nodes(false);
      case LIST_QUICKLIST_2 -> nodes(true);
    }
    return in.isSound() && (type == ValueType.STRING || count > 0);
  }

  private void string() {
    in.string(bytes);
    if (in.isSound()) {
      sink.string(bytes);
    }
  }

  private void entry(ByteView first, ByteView beside) {
    count++;
    if (!sink.entry(type, first, beside)) {
      in.fail();
    }
  }

  // ---- entries one after the other ----

  private void entries(Runnable read) {
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      read.run();
      if (in.isSound()) {
        entry(bytes, second);
      }
    }
  }

  private void pair() {
    in.string(bytes);
    in.keep();
    in.string(second);
  }

  private void timedEntries() {
    long earliest = in.number();
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      long later = in.unsigned();
      pair();
      if (in.isSound()) {
        entry(bytes, second);
        deadline(bytes, later == 0 ? 0 : earliest + later - 1);
      }
    }
  }

  /** Passes on when the field that came last is due, 0 for never. */
  private void deadline(ByteView field, long deadline) {
    if (deadline < 0 || deadline > LATEST_DEADLINE) {
      in.fail();
    } else if (deadline > 0 && in.isSound()) {
      sink.fieldDeadline(field, deadline);
    }
  }

  /** Reads a listpack of fields, each with its value and its deadline. */
  private void packedTriples() {
    long _ = in.number();
    in.string(bytes);
    if (!in.isSound()) {
      return;
    }
    Triples triples = new Triples();
    if (!Listpack.read(bytes, triples::element) || triples.place != 0) {
      in.fail();
    }
  }

  /** Makes fields of elements. */
  private final class Triples {
    private final ByteView field = new ByteView();
    private final ByteView value = new ByteView();
    private int place;

    boolean element(ByteView element) {
      if (place < 2) {
        byte[] copy = element.toBytes();
        (place == 0 ? field : value).set(copy, 0, copy.length);
        place++;
        return true;
      }
      place = 0;
      if (!StringValue.isInteger(element)) {
        return false;
      }
      entry(field, value);
      deadline(field, StringValue.integer(element));
      return in.isSound();
    }
  }

  /** How a score follows its member. */
  private interface ScoreReader {
    double read();
  }

  private void scored(ScoreReader reader) {
    in.string(bytes);
    double score = in.isSound() ? reader.read() : Double.NaN;
    if (Double.isNaN(score)) {
      in.fail();
    } else {
      Scores.bytes(Scores.bits(score), second);
    }
  }

  private double scoreAsText() {
    int length = in.unsignedByte();
    return switch (length) {
      case NOT_A_NUMBER -> Double.NaN;
      case PLUS_INFINITY -> Double.POSITIVE_INFINITY;
      case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
      default -> number(in.text(length));
    };
  }

  private static double number(String text) {
    if (text.isEmpty() || text.length() > LONGEST_SCORE) {
      return Double.NaN;
    }
    try {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  // ---- packed forms ----

  /** What reads a packed form. */
  private interface PackedReader {
    boolean read(ByteView bytes, ElementSink sink);
  }

  private void packed(PackedReader reader) {
    in.string(bytes);
    if (!in.isSound()) {
      return;
    }
    Pairs pairs = new Pairs();
    if (!reader.read(bytes, pairs::element) || pairs.isHalf) {
      in.fail();
    }
  }

  /** Makes entries of elements. */
  private final class Pairs {
    private final boolean isTwofold = type.elementsPerEntry() > 1;
    private final ByteView first = new ByteView();
    private boolean isHalf;

    boolean element(ByteView element) {
      if (isTwofold && !isHalf) {
        byte[] copy = element.toBytes();
        first.set(copy, 0, copy.length);
        isHalf = true;
        return true;
      }
      isHalf = false;
      if (!isTwofold) {
        entry(element, element);
      } else if (type == ValueType.ZSET) {
        double score = number(new String(element.toBytes(), StandardCharsets.ISO_8859_1));
        if (Double.isNaN(score)) {
          return false;
        }
        entry(first, Scores.bytes(Scores.bits(score), second));
      } else {
        entry(first, element);
      }
      return in.isSound();
    }
  }

  // ---- the nodes of a list ----

  /** A node of a quicklist that is one element; Redis makes none of an empty one. */
  private void plainNode() {
    in.string(bytes);
    if (in.isSound() && bytes.length() == 0) {
      in.fail();
    } else if (in.isSound()) {
      entry(bytes, bytes);
    }
  }

  private void nodes(boolean listpacks) {
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      if (!listpacks) {
        packed(Ziplist::read);
        continue;
      }
      long container = in.length();
      if (container == PLAIN_NODE) {
        plainNode();
      } else if (container == PACKED_NODE) {
        packed(Listpack::read);
      } else {
        in.fail();
      }
    }
  }
}
