// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.backup.format.ValueText;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntryHolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Makes the texts of entries that differ. Not thread-safe. */
final class ShownValues {
  private final ValueText text = new ValueText();
  private final Kept kept;

  /**
   * Makes it.
   *
   * @param mostBytes the longest text of a value that is shown
   */
  ShownValues(int mostBytes) {
    this.kept = new Kept(mostBytes);
  }

  /** The entry that is held. */
  Difference.Shown of(EntryHolder holder, EntryPrints prints) {
    EntryCursor entry = holder.entry();
    prints.value(entry, EntryCursor.NO_EXPIRY);
    try {
      return new Difference.Shown(
          entry.type(),
          entry.expiresAtMillis(),
          new Difference.Print(prints.high(), prints.low()),
          json(holder.entry()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String json(EntryCursor entry) throws IOException {
    kept.reset();
    text.write(entry, kept);
    return kept.written <= kept.most
        ? kept.bytes.toString(StandardCharsets.UTF_8)
        : "{\"$type\": \"%s\", \"omitted_bytes\": %d}"
            .formatted(entry.type().label(), kept.written);
  }

  /** Keeps what is written up to a limit, and counts the rest. */
  private static final class Kept extends OutputStream {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long written;

    Kept(int most) {
      this.most = most;
    }

    void reset() {
      bytes.reset();
      written = 0;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      written += length;
      if (written <= most) {
        bytes.write(source, offset, length);
      }
    }
  }
}
