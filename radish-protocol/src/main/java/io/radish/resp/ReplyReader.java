// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies from a server, in RESP2 or RESP3, blocking until each is whole.
 *
 * <p>The server is not trusted either: memory is taken for what has come, not for what was
 * announced, and lines, strings, aggregates and nesting have limits. What breaks them, or the
 * protocol, is an {@link IOException}, after which the connection is of no use. Not thread-safe.
 */
public final class ReplyReader {
  /** Longest line; errors quote what the client sent, which is short. */
  private static final int MAX_LINE = 1024 * 1024;

  /** Longest string: what an array can hold. */
  private static final int MAX_BULK = Integer.MAX_VALUE - 16;

  /** Most elements of an aggregate; each costs an object, so more could not be shown anyway. */
  private static final int MAX_ITEMS = 64 * 1024 * 1024;

  /** Deepest nesting; Redis' own replies go to about seven. */
  private static final int MAX_DEPTH = 128;

  /** Most digits of a big number: reading one costs more than its length. */
  private static final int MAX_DIGITS = 10_000;

  /** Elements for which room is made before they have come. */
  private static final int TRUSTED_ITEMS = 1024;

  private final InputStream in;

  /** Makes a reader; buffers what it reads. */
  public ReplyReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 * 1024);
  }

  /**
   * Reads the next reply, errors and pushes included.
   *
   * @throws EOFException where the server closed the connection, between replies or within one
   */
  public Reply read() throws IOException {
    int type = in.read();
    if (type < 0) {
      throw new EOFException("the server closed the connection");
    }
    return read(type, 0);
  }

  private Reply read(int type, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("the reply is nested more than " + MAX_DEPTH + " deep");
    }
    return switch (type) {
      case '+' -> new Reply.Simple(line());
      case '-' -> new Reply.Failure(line());
      case ':' -> new Reply.Int(integer(line()));
      case '$' -> {
        int length = length(MAX_BULK);
        yield length < 0 ? new Reply.Nil() : new Reply.Bulk(bytes(length));
      }
      case '*' -> {
        int size = length(MAX_ITEMS);
        yield size < 0 ? new Reply.Nil() : new Reply.Array(items(size, depth));
      }
      case '_' -> {
        line();
        yield new Reply.Nil();
      }
      case '#' -> new Reply.Bool(truth(line()));
      case ',' -> number(line());
      case '(' -> new Reply.BigNumber(bigNumber(line()));
      case '!' -> new Reply.Failure(new String(bytes(size(MAX_BULK)), StandardCharsets.UTF_8));
      case '=' -> verbatim(bytes(size(MAX_BULK)));
      case '%' -> new Reply.MapReply(pairs(size(MAX_ITEMS), depth));
      case '~' -> new Reply.SetReply(items(size(MAX_ITEMS), depth));
      case '>' -> new Reply.Push(items(size(MAX_ITEMS), depth));
      case '|' -> {
        skipAttributes(size(MAX_ITEMS), depth);
        yield read(required(), depth + 1);
      }
      default ->
          throw new IOException("not a reply: it begins with byte 0x" + Integer.toHexString(type));
    };
  }

  private List<Reply> items(int count, int depth) throws IOException {
    List<Reply> items = new ArrayList<>(Math.min(count, TRUSTED_ITEMS));
    for (int i = 0; i < count; i++) {
      items.add(read(required(), depth + 1));
    }
    return items;
  }

  private List<Reply.Pair> pairs(int count, int depth) throws IOException {
    List<Reply.Pair> pairs = new ArrayList<>(Math.min(count, TRUSTED_ITEMS));
    for (int i = 0; i < count; i++) {
      Reply key = read(required(), depth + 1);
      pairs.add(new Reply.Pair(key, read(required(), depth + 1)));
    }
    return pairs;
  }

  private void skipAttributes(int pairs, int depth) throws IOException {
    for (long i = 0; i < 2L * pairs; i++) {
      read(required(), depth + 1);
    }
  }

  private int required() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw truncated();
    }
    return next;
  }

  private static EOFException truncated() {
    return new EOFException("the server closed the connection in the middle of a reply");
  }

  /** The bytes up to the next line end. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    int next = required();
    while (next != '\r') {
      if (line.size() == MAX_LINE) {
        throw new IOException("a line of the reply is longer than " + MAX_LINE + " bytes");
      }
      line.write(next);
      next = required();
    }
    expect('\n');
    return line.toString(StandardCharsets.UTF_8);
  }

  private void expect(char wanted) throws IOException {
    int next = required();
    if (next != wanted) {
      throw new IOException(
          "the reply has byte 0x" + Integer.toHexString(next) + " for a line end");
    }
  }

  /** A string of {@code length} bytes and its line end. */
  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw truncated();
    }
    expect('\r');
    expect('\n');
    return bytes;
  }

  /** A length, or -1 for nothing. */
  private int length(int most) throws IOException {
    long length = integer(line());
    if (length < -1 || length > most) {
      throw new IOException("the reply announces a length of " + length + "; at most " + most);
    }
    return (int) length;
  }

  private int size(int most) throws IOException {
    int size = length(most);
    if (size < 0) {
      throw new IOException("the reply announces a length of -1 where there is none for nothing");
    }
    return size;
  }

  private static long integer(String digits) throws IOException {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException notANumber) {
      throw malformed("a whole number", digits, notANumber);
    }
  }

  private static BigInteger bigNumber(String digits) throws IOException {
    if (digits.length() > MAX_DIGITS) {
      throw new IOException("the reply has a number of more than " + MAX_DIGITS + " digits");
    }
    try {
      return new BigInteger(digits);
    } catch (NumberFormatException notANumber) {
      throw malformed("a big number", digits, notANumber);
    }
  }

  private static boolean truth(String letter) throws IOException {
    return switch (letter) {
      case "t" -> true;
      case "f" -> false;
      default -> throw new IOException("the reply has \"" + shown(letter) + "\" for t or f");
    };
  }

  private static Reply number(String text) throws IOException {
    try {
      double value =
          switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> Double.parseDouble(text);
          };
      return new Reply.Dbl(value, text);
    } catch (NumberFormatException notANumber) {
      throw malformed("a floating-point number", text, notANumber);
    }
  }

  private static Reply verbatim(byte[] bytes) throws IOException {
    if (bytes.length < 4 || bytes[3] != ':') {
      throw new IOException("the reply has a text without its format");
    }
    return new Reply.Verbatim(
        new String(bytes, 0, 3, StandardCharsets.UTF_8),
        new String(bytes, 4, bytes.length - 4, StandardCharsets.UTF_8));
  }

  private static IOException malformed(String wanted, String found, Exception cause) {
    return new IOException("the reply has \"" + shown(found) + "\" for " + wanted, cause);
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
