// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps.InputFile;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntrySink;
import io.radish.store.KeyspaceName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads one backup file, as often as wanted: its header alone, or all of it into a sink.
 *
 * <p>Reading all of it verifies it on the way. So what reached the sink is good only once {@link
 * #read} has returned; until then it must be nobody's data. All readings see the same file, also
 * where another takes its name meanwhile. Not thread-safe.
 */
public final class BackupReader implements Closeable {
  /** How much a file has to prove. */
  public enum Trust {
    /** Checksum and count must be right, and there is nothing that Radish does not write. */
    VERIFIED,
    /** A file edited by hand is welcome as long as its entries can be understood. */
    UNVERIFIED
  }

  /** What an entry takes at least: two quotes, a colon, a value, a comma. */
  private static final int LEAST_ENTRY_BYTES = 6;

  /**
   * How much longer than the file its JSON is taken to be at most before it was read: room is made
   * for so many entries at once, and a forged file must not ask for much of it.
   */
  private static final int USUAL_PACKING = 8;

  /** What is looked at for a header: nearly all are shorter. */
  private static final int HEADER_BYTES = 1024;

  /** What stands between the entries and the digits of the checksum. */
  private static final byte[] CHECKSUM =
      ",\n  \"checksum\": \"crc32c:".getBytes(StandardCharsets.US_ASCII);

  private final Path file;
  private final BackupBytes bytes;
  private final long size;
  private final boolean strict;
  private @Nullable BackupHeader header;

  private BackupReader(Path file, BackupBytes bytes, Trust trust) {
    this.file = file;
    this.bytes = bytes;
    this.size = bytes.size();
    this.strict = trust == Trust.VERIFIED;
  }

  /** Opens a file. */
  public static BackupReader open(Path file, Trust trust) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BackupFormatException(file, 0, "a folder, not a backup file");
    }
    return open(file, new DiskFileOps().open(file), trust);
  }

  /**
   * Reads from a file that is open, and is the reader's from here on.
   *
   * @param file what complaints call it
   */
  public static BackupReader open(Path file, InputFile input, Trust trust) throws IOException {
    boolean opened = false;
    try {
      BackupReader reader = new BackupReader(file, BackupBytes.of(file, input), trust);
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        input.close();
      }
    }
  }

  /** The file's header; the entries of a file of ours are not read for it. */
  public BackupHeader header() throws IOException {
    BackupHeader known = header;
    if (known != null) {
      return known;
    }
    if (strict) {
      bytes.checkWhole();
    }
    BackupHeader read = readHeader();
    header = read;
    return read;
  }

  private BackupHeader readHeader() throws IOException {
    try (ChecksumInput in = ChecksumInput.open(bytes)) {
      return WrittenHeader.read(new WrittenText(in, Math.min(size, HEADER_BYTES)));
    } catch (Unfamiliar e) {
      return parseHeader();
    }
  }

  private BackupHeader parseHeader() throws IOException {
    try (JsonInput in = new JsonInput(file, bytes)) {
      HeaderMembers members = new HeaderMembers(strict);
      begin(in);
      boolean whole = true;
      while (in.next() != JsonToken.END_OBJECT) {
        String name = in.name();
        in.next();
        members.read(name, in);
        if (name.equals("data")) {
          beginData(in);
          if (members.hasAllBeforeData()) {
            whole = false;
            break;
          }
          in.skipValue();
        }
      }
      return members.finish(in, whole);
    }
  }

  /** How many entries the file claims to have, as far as its size allows. */
  public long expectedItems() throws IOException {
    long most = Math.min(size, bytes.fileSize() * USUAL_PACKING) / LEAST_ENTRY_BYTES;
    return Math.clamp(header().itemCount(), 0, most);
  }

  /**
   * The keyspace the file holds.
   *
   * @throws BackupFormatException where the file names none that could be
   */
  public KeyspaceName keyspace() throws IOException {
    try {
      return header().keyspace();
    } catch (IllegalArgumentException e) {
      throw new BackupFormatException(
          file, 0, e.getMessage() + "; it can be restored under another name");
    }
  }

  /** The checksum that a file of ours, not packed, says it has: {@code crc32c:} and digits. */
  public String checksum() throws IOException {
    byte[] tail = bytes.fileTail(ChecksumInput.TAIL);
    int digits = Math.min(ChecksumInput.DIGITS, tail.length);
    return BackupWriter.ALGORITHM + new String(tail, 0, digits, StandardCharsets.ISO_8859_1);
  }

  /** Reads and verifies all of the file, keeping nothing; a key that occurs twice is refused. */
  public BackupContent verify(Instant now) throws IOException {
    bytes.checkWhole();
    if (isWritten()) {
      try (KeyFingerprints prints = fingerprints()) {
        KeyObserver keys =
            key -> {
              if (!prints.add(key)) {
                throw new Unfamiliar();
              }
            };
        return readWritten(entries(new NoSink(), keys, now));
      } catch (Unfamiliar e) {
        // The parser says what is wrong, if anything is.
      }
    }
    try (JsonInput in = new JsonInput(file, bytes);
        KeyFingerprints prints = fingerprints()) {
      return parse(in, new NoSink(), new DuplicateWatch(prints, in), now);
    }
  }

  private KeyFingerprints fingerprints() throws IOException {
    return new KeyFingerprints(expectedItems());
  }

  /**
   * Reads all entries into {@code sink} and verifies the file on the way.
   *
   * <p>A key that occurs twice reaches the sink twice, which costs nothing to find out afterwards:
   * where the sink has fewer keys than there are items, {@link #verify} says which.
   *
   * @param now what counts as past, for the count of expired entries
   */
  public BackupContent read(EntrySink sink, Instant now) throws IOException {
    EntrySink rest = sink;
    if (isWritten()) {
      WrittenRead read = entries(sink, key -> {}, now);
      try {
        return readWritten(read);
      } catch (Unfamiliar e) {
        rest = new LaterEntries(sink, read.entries().items());
      }
    }
    return readAsAnyJson(rest, now);
  }

  /** Reads as {@link #read} does, by the parser of any JSON alone. */
  BackupContent readAsAnyJson(EntrySink sink, Instant now) throws IOException {
    try (JsonInput in = new JsonInput(file, bytes)) {
      return parse(in, sink, key -> {}, now);
    }
  }

  /**
   * Reads as {@link #read} does, by the reader of what Radish writes alone.
   *
   * @throws Unfamiliar where that does not know what to make of the file
   */
  BackupContent readAsWritten(EntrySink sink, Instant now) throws IOException {
    return readWritten(entries(sink, key -> {}, now));
  }

  /** Whether the file claims to be one that Radish wrote, and has to prove it. */
  private boolean isWritten() throws IOException {
    return strict && !header().isOriginal();
  }

  /** A reading of a file that is as Radish writes it. */
  private record WrittenRead(ChecksumInput input, WrittenText text, WrittenEntries entries) {}

  private WrittenRead entries(EntrySink sink, KeyObserver keys, Instant now) throws IOException {
    ChecksumInput input = ChecksumInput.open(bytes);
    WrittenText text = new WrittenText(input, size);
    return new WrittenRead(input, text, new WrittenEntries(text, sink, keys, now.toEpochMilli()));
  }

  private BackupContent readWritten(WrittenRead read) throws IOException {
    try (ChecksumInput input = read.input();
        WrittenEntries entries = read.entries()) {
      return readWritten(input, read.text(), entries);
    }
  }

  private BackupContent readWritten(ChecksumInput input, WrittenText text, WrittenEntries entries)
      throws IOException {
    BackupHeader found = WrittenHeader.read(text);
    entries.readAll();
    text.mark();
    text.literal(CHECKSUM);
    String digits = text.end(ChecksumInput.TAIL).substring(0, ChecksumInput.DIGITS);
    if (!found.equals(header())
        || entries.items() != found.itemCount()
        || !text.isAtEnd()
        || !input.endsWith(digits)
        || !input.checksum().equals(digits)) {
      throw new Unfamiliar();
    }
    return new BackupContent(
        found, entries.items(), entries.expired(), bytes.fileSize(), List.of());
  }

  private BackupContent parse(JsonInput in, EntrySink sink, KeyObserver keys, Instant now)
      throws IOException {
    BackupHeader expected = header();
    try (EntryReader entries = new EntryReader(in, sink, keys, now.toEpochMilli())) {
      return parse(expected, in, entries);
    } catch (BadText bad) {
      throw in.error(bad);
    }
  }

  private BackupContent parse(BackupHeader expected, JsonInput in, EntryReader entries)
      throws IOException {
    HeaderMembers members = new HeaderMembers(strict);
    begin(in);
    long items = 0;
    while (in.next() != JsonToken.END_OBJECT) {
      String name = in.name();
      in.next();
      members.read(name, in);
      if (name.equals("data")) {
        beginData(in);
        items = readData(expected.isOriginal(), in, entries);
      }
    }
    if (in.nextOrEnd() != null) {
      throw in.error("something follows the end of the backup");
    }
    BackupHeader header = members.finish(in, true);
    members.verify(in, items);
    if (!header.equals(expected)) {
      throw in.errorAt(0, "the file changed while it was read");
    }
    return new BackupContent(
        header, items, entries.expired(), bytes.fileSize(), members.warnings());
  }

  private static long readData(boolean original, JsonInput in, EntryReader entries)
      throws IOException {
    JsonText json = original ? new JsonText() : null;
    long items = 0;
    while (in.next() != JsonToken.END_OBJECT) {
      if (json != null) {
        entries.readOriginal(json);
      } else {
        entries.read();
      }
      items++;
    }
    return items;
  }

  private static void begin(JsonInput in) throws IOException {
    if (in.nextOrEnd() != JsonToken.START_OBJECT) {
      throw in.error("a backup file must be a JSON object");
    }
  }

  private static void beginData(JsonInput in) throws IOException {
    if (in.current() != JsonToken.START_OBJECT) {
      throw in.error("data must be an object");
    }
  }

  /** Refuses a key that occurs twice; a mere clash of hashes is told apart by reading again. */
  private final class DuplicateWatch implements KeyObserver {
    private final KeyFingerprints prints;
    private final JsonInput in;
    private long ordinal;

    DuplicateWatch(KeyFingerprints prints, JsonInput in) {
      this.prints = prints;
      this.in = in;
    }

    @Override
    public void key(ByteView key) throws IOException {
      if (!prints.add(key) && occursBefore(ordinal, key)) {
        throw in.error("the key occurs twice");
      }
      ordinal++;
    }
  }

  /** Whether one of the first {@code ordinal} entries has that key. */
  private boolean occursBefore(long ordinal, ByteView key) throws IOException {
    boolean original = header().isOriginal();
    boolean[] found = {false};
    KeyObserver compare = other -> found[0] |= other.contentEquals(key);
    try (JsonInput in = new JsonInput(file, bytes);
        EntryReader entries = new EntryReader(in, new NoSink(), compare, 0)) {
      JsonText json = original ? new JsonText() : null;
      begin(in);
      while (in.next() != JsonToken.END_OBJECT) {
        String name = in.name();
        in.next();
        if (!name.equals("data")) {
          in.skipValue();
          continue;
        }
        for (long i = 0; i < ordinal && !found[0]; i++) {
          in.next();
          if (json != null) {
            entries.readOriginal(json);
          } else {
            entries.read();
          }
        }
        return found[0];
      }
    }
    return false;
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
