// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.journal.JournalReading.End;
import io.radish.journal.SegmentInput.BrokenException;
import io.radish.value.StringValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a batch without understanding more of it than where commands and units begin, until
 * the line that closes it, and checks that line against everything it says.
 */
final class BatchScanner {
  /** The longest of the names that count here. */
  private static final int WORD_BYTES = 6;

  private static final byte[] MULTI = bytes(Word.MULTI);
  private static final byte[] EXEC = bytes(Word.EXEC);
  private static final byte[] SELECT = bytes(Word.SELECT);

  private final SegmentInput in;
  private final String id;
  private final byte[] word = new byte[WORD_BYTES];

  private long units;
  private boolean compound;
  private int commandsInside;

  BatchScanner(SegmentInput in, String id) {
    this.in = in;
    this.id = id;
  }

  private static byte[] bytes(Word word) {
    return word.name().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What closes the batch that begins here, or that nothing follows: a {@link BatchLine} or an
   * {@link EndLine}. The input stands behind it.
   */
  record Scanned(@Nullable BatchLine batch, @Nullable EndLine end, long contentEnd) {}

  /** Scans what follows {@code before}. */
  Scanned scan(End before) throws IOException, BrokenException {
    long from = in.position();
    in.resetCrc();
    units = 0;
    compound = false;
    while (in.peek() == '*') {
      command();
    }
    int crc = in.crc();
    long contentEnd = in.position();
    if (in.peek() < 0) {
      throw in.broken("it ends in the middle of a batch");
    }
    int length = in.lineLength();
    BatchLine batch = BatchLine.parse(in.lineBytes(), in.lineAt(), length);
    EndLine end = batch == null ? EndLine.parse(in.lineBytes(), in.lineAt(), length) : null;
    if (batch != null) {
      check(batch, before, contentEnd - from, crc);
    } else if (end != null) {
      check(end, before, contentEnd - from);
    } else {
      throw in.broken("neither a command nor a line that closes a batch");
    }
    in.pass(length);
    return new Scanned(batch, end, contentEnd);
  }

  private void command() throws IOException, BrokenException {
    int arguments = in.count('*');
    if (arguments == 0) {
      throw in.broken("a command without a name");
    }
    int length = in.count('$');
    if (length <= WORD_BYTES) {
      name(length);
    } else {
      unit();
      in.skip(length);
    }
    in.lineEnd();
    for (int i = 1; i < arguments; i++) {
      int bytes = in.count('$');
      if (bytes > StringValue.MAX_BYTES) {
        throw in.broken("a length that is none");
      }
      in.skip(bytes);
      in.lineEnd();
    }
  }

  /** A short name, which may be one that holds units together or counts for none. */
  private void name(int length) throws IOException, BrokenException {
    in.copy(word, length);
    if (is(MULTI, length)) {
      if (compound) {
        throw in.broken("a MULTI inside of another");
      }
      compound = true;
      commandsInside = 0;
      units++;
    } else if (is(EXEC, length)) {
      if (!compound || commandsInside == 0) {
        throw in.broken("an EXEC of nothing");
      }
      compound = false;
    } else if (!is(SELECT, length)) {
      unit();
    }
  }

  private boolean is(byte[] name, int length) {
    return Arrays.equals(word, 0, length, name, 0, name.length);
  }

  private void unit() {
    if (compound) {
      commandsInside++;
    } else {
      units++;
    }
  }

  private void check(BatchLine line, End before, long bytes, int crc) throws BrokenException {
    if (!line.id().equals(id)) {
      throw in.broken("a batch of another journal, " + line.id());
    }
    if (line.bytes() != bytes || line.crc() != crc) {
      throw in.broken("the check sum of the batch before is wrong");
    }
    if (line.previous() != before.check() || line.last() - line.units() != before.number()) {
      throw in.broken("the batch does not follow the one before");
    }
    if (compound || line.units() != units || units == 0) {
      throw in.broken("the batch has " + units + " units instead of " + line.units());
    }
    if (line.timeMillis() < before.timeMillis() || line.durable() > before.number()) {
      throw in.broken("the batch was written before the one before");
    }
  }

  private void check(EndLine line, End before, long bytes) throws BrokenException {
    if (bytes != 0
        || !line.id().equals(id)
        || line.last() != before.number()
        || line.previous() != before.check()) {
      throw in.broken("an end that does not follow the batch before");
    }
  }
}
