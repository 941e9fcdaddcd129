// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.backup.diff.PrintTable.Seen;
import io.radish.backup.format.BackupHeader;
import io.radish.backup.format.BackupReader;
import io.radish.memory.ByteView;
import io.radish.snapshot.ChosenEntries;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntryHolder;
import io.radish.snapshot.EntrySink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two backup files.
 *
 * <p>Neither file is held in memory. The first is read for the fingerprints of its entries, the
 * second is held against them, and both are read again for what differs:
 *
 * <pre>
 *   1. first:   key and value prints into a table       4. first:   show removed and changed keys
 *   2. second:  not there = added, other print = changed 5. second:  show added and changed keys
 *   3. never met = removed
 * </pre>
 *
 * <p>Where the table would be too large, the keys are dealt out by their prints, and the five steps
 * are done for one part after the other. Differences are handed out in the order of their keys, as
 * many at a time as the caller has room for; each time the files are read again. Used by one
 * thread.
 */
public final class BackupDiff implements Closeable {
  /**
   * Native memory for the table: six million keys in one part. A part more costs another reading of
   * both files.
   */
  private static final long TABLE_BYTES = 300L << 20;

  /** The longest key that is shown; a longer one, of which a heap may hold few, only counts. */
  private static final int MOST_KEY_BYTES = 1 << 20;

  /** The longest text of a value that is shown; of a longer one, its length. */
  private static final int SHOWN_BYTES = 64 << 10;

  /**
   * How many keys differ, and how many do not.
   *
   * @param same the number of keys that both have with the same value and deadline
   */
  public record Counts(long added, long removed, long changed, long same) {
    /** The number of keys that differ. */
    public long different() {
      return added + removed + changed;
    }
  }

  /**
   * Some of the differences.
   *
   * @param isLast whether there are none behind these
   */
  public record Slice(List<Difference> differences, boolean isLast) {}

  private final BackupReader first;
  private final BackupReader second;
  private final Instant now;
  private final long firstItems;
  private final int parts;
  private final PrintTable table;
  private final EntryPrints prints;
  private final ShownValues shown = new ShownValues(SHOWN_BYTES);

  /** Which part's keys the table holds; -1 for none yet. */
  private int tabled = -1;

  private @Nullable Counts counts;
  private long added;
  private long changed;
  private long same;
  private byte @Nullable [] shownUpTo;

  private BackupDiff(
      BackupReader first, BackupReader second, Instant now, long salt, long tableBytes)
      throws IOException {
    this.prints = new EntryPrints(salt);
    this.first = first;
    this.second = second;
    this.now = now;
    // Verified first, so that a key is in a file once, and nothing is said of a bad one.
    this.firstItems = first.verify(now).items();
    second.verify(now);
    long most = PrintTable.keysWithin(tableBytes);
    // A part has a few keys more or less than its share.
    this.parts = firstItems <= most ? 1 : Math.toIntExact(firstItems / (most * 7 / 8) + 1);
    this.table = new PrintTable(parts == 1 ? firstItems : most);
  }

  /**
   * Opens two files and verifies both.
   *
   * @param trust how much they have to prove
   * @param salt what nobody can foresee
   */
  public static BackupDiff open(
      Path first, Path second, BackupReader.Trust trust, Instant now, long salt)
      throws IOException {
    return open(first, second, trust, now, salt, TABLE_BYTES);
  }

  static BackupDiff open(
      Path first, Path second, BackupReader.Trust trust, Instant now, long salt, long tableBytes)
      throws IOException {
    BackupReader one = BackupReader.open(first, trust);
    try {
      BackupReader other = BackupReader.open(second, trust);
      try {
        return new BackupDiff(one, other, now, salt, tableBytes);
      } catch (IOException | RuntimeException | Error e) {
        other.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      one.close();
      throw e;
    }
  }

  /** What the first file says of itself. */
  public BackupHeader firstHeader() throws IOException {
    return first.header();
  }

  /** What the second file says of itself. */
  public BackupHeader secondHeader() throws IOException {
    return second.header();
  }

  /** How many keys differ. */
  public Counts counts() throws IOException {
    Counts known = counts;
    if (known != null) {
      return known;
    }
    for (int part = 0; part < parts; part++) {
      table(part);
    }
    Counts counted = new Counts(added, firstItems - changed - same, changed, same);
    counts = counted;
    return counted;
  }

  /**
   * The next differences, in the order of their keys' bytes; from the beginning again behind the
   * last. Keys of more than 1 MiB are counted, but not among them.
   *
   * @param most how many at most; at least 1
   * @param mostBytes of heap, about
   */
  public Slice next(int most, long mostBytes) throws IOException {
    SortedDifferences found = new SortedDifferences(shownUpTo, most, mostBytes);
    if (counts().different() > 0) {
      for (int part = 0; part < parts; part++) {
        collect(part, found);
      }
    }
    List<Difference> differences = found.all();
    boolean isLast = found.isComplete();
    shownUpTo = isLast ? null : differences.getLast().key();
    return new Slice(differences, isLast);
  }

  /** Fills the table with a part of the first file and holds the second against it. */
  private void table(int part) throws IOException {
    if (tabled == part) {
      return;
    }
    tabled = -1;
    boolean counting = counts == null;
    table.clear();
    each(
        first,
        key -> isOf(part, key),
        holder -> {
          EntryCursor entry = holder.entry();
          prints.key(entry.key());
          long high = prints.high();
          long low = prints.low();
          prints.value(entry, entry.expiresAtMillis());
          table.add(high, low, prints.high(), prints.low());
        });
    each(
        second,
        key -> isOf(part, key),
        holder -> {
          EntryCursor entry = holder.entry();
          prints.key(entry.key());
          long high = prints.high();
          long low = prints.low();
          prints.value(entry, entry.expiresAtMillis());
          count(table.compare(high, low, prints.high(), prints.low()), counting);
        });
    tabled = part;
  }

  private void count(Seen seen, boolean counting) {
    if (counting) {
      switch (seen) {
        case NOWHERE -> added++;
        case SAME -> same++;
        case CHANGED -> changed++;
        case BEFORE_ONLY -> throw new IllegalStateException("compared and not noted");
      }
    }
  }

  private void collect(int part, SortedDifferences found) throws IOException {
    table(part);
    each(
        first,
        key -> isShown(part, key, found, Seen.BEFORE_ONLY),
        holder -> found.before(holder.entry().key().toBytes(), shown.of(holder, prints)));
    each(
        second,
        key -> isShown(part, key, found, Seen.NOWHERE),
        holder -> found.after(holder.entry().key().toBytes(), shown.of(holder, prints)));
  }

  private boolean isOf(int part, ByteView key) {
    if (parts == 1) {
      return true;
    }
    prints.key(key);
    return partOf(prints.high()) == part;
  }

  private int partOf(long keyHigh) {
    return (int) (((keyHigh >>> Integer.SIZE) * parts) >>> Integer.SIZE);
  }

  private boolean isShown(int part, ByteView key, SortedDifferences found, Seen alone) {
    if (key.length() > MOST_KEY_BYTES || !found.wants(key)) {
      return false;
    }
    prints.key(key);
    if (partOf(prints.high()) != part) {
      return false;
    }
    Seen seen = table.seen(prints.high(), prints.low());
    return seen == alone || seen == Seen.CHANGED;
  }

  private void each(BackupReader reader, Predicate<ByteView> wanted, Consumer<EntryHolder> watcher)
      throws IOException {
    try (EntrySink holder = new EntryHolder(watcher)) {
      reader.read(new ChosenEntries(holder, wanted, now.toEpochMilli()), now);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Closes the files. */
  @Override
  public void close() throws IOException {
    try (first;
        second) {
      table.close();
    }
  }
}
