// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A server's reply as its client sees it: every type of RESP2 and RESP3. Attributes, which comment
 * on the reply they precede, are skipped when replies are read.
 */
public sealed interface Reply {
  /** A one-line text such as {@code OK}. */
  record Simple(String text) implements Reply {}

  /** An error with its code, such as {@code ERR unknown command}. */
  record Failure(String message) implements Reply {}

  /** A whole number of 64 bits. */
  record Int(long value) implements Reply {}

  /** A string of bytes; the array is the reply's own and is not to be changed. */
  @SuppressWarnings("ArrayRecordComponent") // a view would copy; equality is by content, below
  record Bulk(byte[] bytes) implements Reply {
    /** The bytes read as UTF-8. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bulk bulk && Arrays.equals(bytes, bulk.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bulk[" + text() + "]";
    }
  }

  /** The absence of a value, or, in RESP2, of an array. */
  record Nil() implements Reply {}

  /** Replies in order. */
  record Array(List<Reply> items) implements Reply {}

  /** Pairs in the order in which the server sent them. */
  record MapReply(List<Pair> pairs) implements Reply {}

  /** Replies in no order. */
  record SetReply(List<Reply> items) implements Reply {}

  /** A message that answers no request. */
  record Push(List<Reply> items) implements Reply {}

  /** A floating-point number, with the text it was sent as. */
  record Dbl(double value, String text) implements Reply {}

  /** A truth value. */
  record Bool(boolean value) implements Reply {}

  /** A text for people and its format. */
  record Verbatim(String format, String text) implements Reply {}

  /** A whole number of any length. */
  record BigNumber(BigInteger value) implements Reply {}

  /** A key of a map and its value. */
  record Pair(Reply key, Reply value) {}

  /** The reply as {@code redis-cli} shows it on a terminal, without a line end at its end. */
  default String toText() {
    return ReplyText.of(this);
  }
}
