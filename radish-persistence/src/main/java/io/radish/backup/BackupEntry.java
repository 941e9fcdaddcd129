// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupReader;
import io.radish.backup.format.ValueText;
import io.radish.memory.ByteView;
import io.radish.snapshot.ChosenEntries;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntryHolder;
import io.radish.value.Scores;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry out of a backup file, held outside the heap where it is long.
 *
 * <p>Used by one thread, which closes it.
 */
public final class BackupEntry implements AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;

  private final EntryHolder holder;

  private BackupEntry(EntryHolder holder) {
    this.holder = holder;
  }

  /** Ends the reading of a file that need not be whole. */
  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;

    Found() {
      super(null, null, false, false);
    }
  }

  /**
   * Reads a file for one key; empty where it has no such key.
   *
   * <p>A verified file is read to its end, and what it holds counts only when all of it has proved
   * good. One that is not verified is read until the key comes, so that a key may be saved from a
   * file whose rest is lost.
   */
  static Optional<BackupEntry> find(Path file, byte[] key, boolean unverified, Instant now)
      throws IOException {
    EntryHolder holder =
        new EntryHolder(
            held -> {
              if (unverified) {
                throw new Found();
              }
            });
    boolean found = false;
    BackupReader.Trust trust =
        unverified ? BackupReader.Trust.UNVERIFIED : BackupReader.Trust.VERIFIED;
    try (BackupReader reader = BackupReader.open(file, trust)) {
      ChosenEntries chosen =
          new ChosenEntries(holder, ByteView.of(key)::contentEquals, now.toEpochMilli());
      reader.read(chosen, now);
      if (chosen.chosenCount() > 1) {
        reader.verify(now); // which says that the key occurs twice, and where
      }
      found = chosen.chosenCount() == 1;
    } catch (Found stop) {
      found = true;
    } finally {
      if (!found) {
        holder.close();
      }
    }
    return found ? Optional.of(new BackupEntry(holder)) : Optional.empty();
  }

  /** What its value is. */
  public ValueType type() {
    return holder.entry().type();
  }

  /** When it expires, if it does. */
  public Optional<Instant> expiresAt() {
    long millis = holder.entry().expiresAtMillis();
    return millis == EntryCursor.NO_EXPIRY
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** Writes the value, deadline included, as the backup shows it. */
  public void writeJson(OutputStream target) throws IOException {
    new ValueText().write(holder.entry(), target);
  }

  /** Writes the bytes of the value as they are; the elements of a collection each on a line. */
  public void writeRaw(OutputStream target) throws IOException {
    EntryCursor entry = holder.entry();
    switch (entry.type()) {
      case STRING -> write(entry.string(), target);
      case LIST, HASH, SET, ZSET -> {
        for (long i = 0; entry.nextElement(); i++) {
          if (i > 0) {
            target.write('\n');
          }
          boolean isScore = entry.type() == ValueType.ZSET && i % 2 == 1;
          write(isScore ? scoreText(entry.element()) : entry.element(), target);
        }
      }
      case STREAM -> writeEntries(entry, target);
    }
  }

  /** The entries of a stream, each id, field and value on a line; its groups have no raw form. */
  private static void writeEntries(EntryCursor entry, OutputStream target) throws IOException {
    ByteView each = new ByteView();
    boolean any = false;
    while (entry.nextElement()) {
      boolean isEntry = StreamElements.part(entry.element()) == StreamElements.Part.ENTRY;
      String id = isEntry ? StreamElements.id(entry.element()).toString() : "";
      if (!entry.nextElement() || !isEntry) {
        continue;
      }
      ByteView fields = entry.element();
      write(ByteView.of((any ? "\n" : "") + id), target);
      any = true;
      for (int at = 0; at < fields.length(); ) {
        at = StreamFields.read(fields, at, each);
        target.write('\n');
        write(each, target);
      }
    }
  }

  private static ByteView scoreText(ByteView score) {
    return ByteView.of(Scores.text(Scores.score(Scores.bits(score))));
  }

  private static void write(ByteView view, OutputStream target) throws IOException {
    byte[] piece = new byte[Math.min(view.length(), PIECE_BYTES)];
    for (int at = 0; at < view.length(); at += PIECE_BYTES) {
      int count = Math.min(PIECE_BYTES, view.length() - at);
      view.copyTo(at, piece, 0, count);
      target.write(piece, 0, count);
    }
  }

  /** Gives back memory. */
  @Override
  public void close() {
    holder.close();
  }
}
