// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Takes fingerprints of keys and values: SHA-256, cut to 128 bits, so that nobody can make two
 * values that pass for one; salted, so that nobody can make keys that crowd one part of a table.
 *
 * <p>A type whose elements have no order needs a print that does not depend on it. Not thread-safe.
 */
final class EntryPrints {
  private static final int PIECE_BYTES = 64 << 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MessageDigest digest;
  private final byte[] result;
  private final byte[] piece = new byte[PIECE_BYTES];
  private final byte[] number = new byte[Long.BYTES];
  private final long salt;

  EntryPrints(long salt) {
    this.salt = salt;
    try {
      digest = MessageDigest.getInstance("SHA-256");
      result = new byte[digest.getDigestLength()];
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Takes the print of a key. */
  void key(ByteView key) {
    add(salt);
    add(key);
    finish();
  }

  /**
   * Takes the print of the value of the entry on which {@code entry} stands.
   *
   * @param deadline what of a deadline goes into it
   */
  void value(EntryCursor entry, long deadline) {
    digest.update(entry.type().label().getBytes(StandardCharsets.US_ASCII));
    add(deadline);
    switch (entry.type()) {
      case STRING -> add(entry.string());
      case LIST, ZSET, STREAM -> {
        while (entry.nextElement()) {
          addElement(entry.element());
        }
      }
      case HASH, SET -> {
        addInAnyOrder(entry);
        return;
      }
    }
    finish();
  }

  private void addElement(ByteView element) {
    add((long) element.length());
    add(element);
  }

  /** The sum of the prints of all entries, which is the same in whatever order they come. */
  private void addInAnyOrder(EntryCursor entry) {
    finish();
    long high = high();
    long low = low();
    boolean isTwofold = entry.type().elementsPerEntry() > 1;
    while (entry.nextElement()) {
      add(salt);
      addElement(entry.element());
      if (isTwofold && entry.nextElement()) {
        addElement(entry.element());
        if (entry.elementDeadline() != EntryCursor.NO_EXPIRY) {
          add(entry.elementDeadline());
        }
      }
      finish();
      high += high();
      low += low();
    }
    LONG.set(result, 0, high);
    LONG.set(result, Long.BYTES, low);
  }

  /** The first half of the last print taken. */
  long high() {
    return (long) LONG.get(result, 0);
  }

  /** The second half of the last print taken. */
  long low() {
    return (long) LONG.get(result, Long.BYTES);
  }

  private void finish() {
    try {
      int _ = digest.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new AssertionError("there is room for the digest", e);
    }
  }

  private void add(long value) {
    LONG.set(number, 0, value);
    digest.update(number);
  }

  private void add(ByteView view) {
    byte[] array = view.array();
    if (array != null) {
      digest.update(array, (int) view.offset(), view.length());
      return;
    }
    for (int at = 0; at < view.length(); at += PIECE_BYTES) {
      int count = Math.min(PIECE_BYTES, view.length() - at);
      view.copyTo(at, piece, 0, count);
      digest.update(piece, 0, count);
    }
  }
}
