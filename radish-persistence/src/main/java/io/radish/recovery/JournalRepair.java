// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.FolderLock;
import io.radish.journal.JournalReader;
import io.radish.journal.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out what an operator has chosen where a start has stopped. Moves things aside, under
 * names that end in {@code .aside}, and deletes nothing: renaming them back undoes it. Each method
 * says what it did, a sentence each.
 *
 * <p>Holds the folder's lock; used by one thread. What was begun and cut off can be done again.
 */
public final class JournalRepair implements Closeable {
  private final FileOps disk;
  private final Path folder;
  private final FolderLock lock;
  private final CheckpointFolder checkpoints;
  private final Aside aside;
  private final List<String> done = new ArrayList<>();

  private JournalRepair(FileOps disk, Path folder, FolderLock lock) {
    this.disk = disk;
    this.folder = folder;
    this.lock = lock;
    checkpoints = new CheckpointFolder(disk, folder);
    aside = new Aside(disk);
  }

  /**
   * Locks the folder.
   *
   * @throws io.radish.disk.FolderInUseException where a server works in it
   */
  public static JournalRepair open(FileOps disk, Path folder) throws IOException {
    return new JournalRepair(disk, folder, FolderLock.acquire("journal folder", folder));
  }

  /**
   * Ends the journal before a byte of a segment: the start after that keeps what is whole before
   * it.
   *
   * @throws IllegalArgumentException where there is no such segment, or no such byte in it
   */
  public List<String> truncateAt(String segment, long offset) throws IOException {
    List<Segment> all = segments();
    Segment cut =
        all.stream()
            .filter(each -> each.fileName().equals(segment))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no segment " + segment));
    if (offset < 0 || offset > cut.bytes()) {
      throw new IllegalArgumentException(
          segment + " has " + cut.bytes() + " bytes; it cannot be cut at byte " + offset);
    }
    markNewest();
    expectNoEnd();
    for (Segment each : all.reversed()) {
      if (each.first() > cut.first() || (each.first() == cut.first() && offset == 0)) {
        moveAside(each);
      }
    }
    if (offset > 0) {
      Path file = folder.resolve(segment);
      Path copy = aside.copy(file, 0, cut.bytes(), CheckpointFolder.ASIDE);
      aside.shorten(file, offset);
      say(segment + " ends at byte " + offset + "; as it was it is " + copy.getFileName());
    }
    return done();
  }

  /** What the newest checkpoint has beyond the journal counts: that goes on behind it. */
  private void markNewest() throws IOException {
    List<Long> complete = checkpoints.complete();
    if (!complete.isEmpty()) {
      new BeginMark(disk, folder).set(complete.getFirst());
    }
  }

  /**
   * Lets the next start begin with an older checkpoint, and the journal behind that.
   *
   * @throws IllegalArgumentException where there is no such checkpoint, or its manifest is damaged
   */
  public List<String> useCheckpoint(long position) throws IOException {
    List<Long> complete = checkpoints.complete();
    if (!complete.contains(position)) {
      throw new IllegalArgumentException(
          "there is no checkpoint of unit " + position + "; there are " + complete);
    }
    try {
      checkpoints.read(position);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the checkpoint of unit " + position + " is damaged itself: " + e.getMessage(), e);
    }
    for (long each : complete) {
      if (each > position) {
        moveAside(each);
      }
    }
    List<Segment> segments = segments();
    if (segments.isEmpty() || segments.getFirst().first() > position + 1) {
      say(
          "The journal does not reach back to unit "
              + (position + 1)
              + ": --discard-journal starts with the checkpoint alone");
    }
    return done();
  }

  /**
   * Lets the next start have the newest checkpoint, and nothing that came after it.
   *
   * @throws IllegalArgumentException where there is no checkpoint
   */
  public List<String> discardJournal() throws IOException {
    if (checkpoints.complete().isEmpty()) {
      throw new IllegalArgumentException("there is no checkpoint to start with");
    }
    markNewest();
    expectNoEnd();
    for (Segment each : segments()) {
      moveAside(each);
    }
    return done();
  }

  /** Lets the next start be a first one, which loads the newest whole backup. */
  public List<String> fromBackups() throws IOException {
    for (long each : checkpoints.complete()) {
      moveAside(each);
    }
    expectNoEnd();
    for (String name : List.copyOf(disk.list(folder))) {
      boolean segment = name.startsWith("journal_") && name.endsWith(".aof");
      if (segment || (name.startsWith("restored_") && !name.contains(CheckpointFolder.ASIDE))) {
        Path moved = aside.move(folder.resolve(name));
        say(name + " is " + moved.getFileName() + " now");
      }
    }
    new BeginMark(disk, folder).clear();
    return done();
  }

  /** What is moved aside is not missed. */
  private void expectNoEnd() throws IOException {
    new JournalReader(disk, folder).expectNoEnd();
  }

  private List<Segment> segments() throws IOException {
    return new JournalReader(disk, folder).segments();
  }

  private void moveAside(Segment segment) throws IOException {
    Path moved = aside.move(folder.resolve(segment.fileName()));
    say(segment.fileName() + " is " + moved.getFileName() + " now");
  }

  private void moveAside(long position) throws IOException {
    Path moved = checkpoints.moveAside(position);
    say("The checkpoint of unit " + position + " does not count any more: " + moved);
  }

  private void say(String what) {
    done.add(what);
  }

  private List<String> done() {
    List<String> said = List.copyOf(done);
    done.clear();
    return said;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
