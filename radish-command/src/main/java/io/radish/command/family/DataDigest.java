// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.store.Keyspace;
import io.radish.store.Scanner;
import io.radish.store.Store;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.StreamCursor;
import io.radish.value.StreamFields;
import io.radish.value.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A signature of data that does not depend on the order of keys: that of Redis' {@code DEBUG
 * DIGEST}, so that one server's data can be compared with another's.
 *
 * <pre>
 *   xor(d, x)   d becomes d XOR SHA1(x)
 *   mix(d, x)   d becomes SHA1(d XOR SHA1(x))
 * </pre>
 */
final class DataDigest {
  /** What is copied to the heap at a time. */
  private static final int PIECE_BYTES = 8 << 10;

  /** Elements that a scan comes by between looks at whether it is over. */
  private static final int STEP = 1000;

  private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FIELD_EXPIRES = "!!hexpire!!".getBytes(StandardCharsets.US_ASCII);

  // Redis' numbers of types.
  private static final int STRING = 0;
  private static final int LIST = 1;
  private static final int SET = 2;
  private static final int ZSET = 3;
  private static final int HASH = 4;
  private static final int STREAM = 6;

  private final MessageDigest sha1;
  private final ByteView view = new ByteView();
  private final byte[] digest;
  private final byte[] piece;

  private DataDigest() {
    this(new byte[PIECE_BYTES]);
  }

  private DataDigest(byte[] piece) {
    this.piece = piece;
    try {
      this.sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
    this.digest = new byte[sha1.getDigestLength()];
  }

  /**
   * The signature of all data; databases count by their number, caches and stores by their name.
   */
  static String of(Store store, long now) {
    DataDigest whole = new DataDigest();
    Scanner scanner = store.scanner();
    for (Keyspace keyspace : store.keyspaces()) {
      if (keyspace.size() == 0) {
        continue;
      }
      int database = keyspace.name().database();
      whole.mix(
          database >= 0
              ? number(database)
              : keyspace.name().toString().getBytes(StandardCharsets.UTF_8));
      long cursor = 0;
      do {
        cursor =
            scanner.scan(
                keyspace, cursor, STEP, now, entry -> whole.add(whole.ofEntry(entry, now)));
      } while (cursor != 0);
    }
    return whole.toString();
  }

  /** The signature of one value; zeros for none. */
  static String ofValue(@Nullable Entry entry, long now) {
    DataDigest one = new DataDigest();
    if (entry != null) {
      one.value(entry, now);
    }
    return one.toString();
  }

  private DataDigest ofEntry(Entry entry, long now) {
    DataDigest one = new DataDigest(piece);
    one.mix(entry.key(one.view));
    one.value(entry, now);
    return one;
  }

  private void value(Entry entry, long now) {
    switch (entry.type()) {
      case STRING -> {
        mix(number(STRING));
        mix(entry.value(view));
      }
      case LIST -> {
        mix(number(LIST));
        ListCursor cursor = new ListCursor(entry.memory()).open(entry);
        while (cursor.next(view)) {
          mix(view);
        }
      }
      case SET -> {
        mix(number(SET));
        ElementCursor cursor = new ElementCursor().open(entry);
        while (cursor.next(view)) {
          xor(view);
        }
      }
      case STREAM -> stream(entry);
      case HASH, ZSET -> {
        mix(number(entry.type() == ValueType.HASH ? HASH : ZSET));
        ElementCursor cursor = new ElementCursor().open(entry, now);
        while (cursor.next(view)) {
          DataDigest pair = new DataDigest(piece);
          pair.mix(view);
          boolean _ = cursor.next(view);
          pair.mix(entry.type() == ValueType.HASH ? view : scoreText(view));
          if (cursor.deadline() != RecordLayout.NO_DEADLINE) {
            pair.xor(sha1.digest(FIELD_EXPIRES));
          }
          add(pair);
        }
      }
    }
    if (entry.deadline() != RecordLayout.NO_DEADLINE) {
      xor(sha1.digest(EXPIRES));
    }
  }

  /** Redis counts the entries alone. */
  private void stream(Entry entry) {
    mix(number(STREAM));
    StreamCursor cursor = new StreamCursor().open(entry);
    while (cursor.next()) {
      mix(cursor.id().toString().replace('-', '.').getBytes(StandardCharsets.US_ASCII));
      ByteView fields = cursor.fields();
      for (int at = 0; at < fields.length(); ) {
        at = StreamFields.read(fields, at, view);
        mix(view);
      }
    }
  }

  private static ByteView scoreText(ByteView score) {
    return ByteView.of(Scores.seventeenDigits(Scores.score(Scores.bits(score))));
  }

  private void mix(byte[] data) {
    mix(ByteView.of(data));
  }

  /** Mixes bytes of any length in, of which the heap never holds more than a piece. */
  private void mix(ByteView data) {
    xor(data);
    byte[] mixed = sha1.digest(digest);
    System.arraycopy(mixed, 0, digest, 0, digest.length);
  }

  private void xor(ByteView data) {
    for (int at = 0; at < data.length(); at += piece.length) {
      int length = Math.min(piece.length, data.length() - at);
      data.copyTo(at, piece, 0, length);
      sha1.update(piece, 0, length);
    }
    xor(sha1.digest());
  }

  private void add(DataDigest other) {
    xor(sha1.digest(other.digest));
  }

  private void xor(byte[] with) {
    for (int i = 0; i < digest.length; i++) {
      digest[i] ^= with[i];
    }
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(digest);
  }
}
