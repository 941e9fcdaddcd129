// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every change of a byte is noticed, and the place named; but a torn tail is told from damage. */
class JournalDamageTest {
  private static final int RANDOM_CHANGES = Integer.getInteger("radish.journal.changes", 150);

  private static Path segment(long first) {
    return JournalSamples.FOLDER.resolve(Segment.fileName(first));
  }

  private static JournalReading read(SimulatedDisk disk, EffectLines into) throws IOException {
    return new JournalReader(disk, JournalSamples.FOLDER).read(ReadRange.ALL, into);
  }

  private static SimulatedDisk with(Path path, byte[] bytes) {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    disk.put(path, bytes);
    return disk;
  }

  /** Reads changed bytes: they are damage, or a tail is; what comes out before is right. */
  private static @Nullable JournalReading readChanged(
      byte[] bytes, List<String> committed, String what) throws IOException {
    EffectLines found = new EffectLines();
    JournalReading reading = null;
    try {
      reading = read(with(segment(1), bytes), found);
      // Cut between two batches, it is what a crash between them would have left.
      assertThat(reading.settled()).as(what).isFalse();
    } catch (JournalDamagedException e) {
      assertThat(e.file()).isEqualTo(segment(1));
      assertThat(e.offset()).as(what).isBetween(0L, (long) bytes.length);
      assertThat(e.reason()).isNotEmpty();
    }
    assertThat(found.units()).as(what).isEqualTo(committed.subList(0, found.units().size()));
    return reading;
  }

  @Test
  void everyByteFlipped_ofAJournalClosedInOrder_isDamage() throws IOException {
    JournalSamples sample = new JournalSamples(3);
    sample.write(4, 60, sample.settings(Fsync.EVERYSEC, 1 << 20), true);
    byte[] good = sample.disk().content(segment(1));
    int endLine = lastLine(good);
    for (int at = 0; at < good.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << bit);
        String what = "bit " + bit + " of byte " + at;
        JournalReading reading = readChanged(bad, sample.committed().units(), what);
        // A line that says that all is on disk may itself be what a crash has torn.
        assertThat(reading != null).as(what).isEqualTo(at >= endLine);
      }
    }
  }

  @Test
  void everyByteFlipped_afterACrash_isDamageBeforeTheLastBatchAndATailInIt() throws IOException {
    JournalSamples sample = new JournalSamples(4);
    sample.write(12, 60, sample.settings(Fsync.ALWAYS, 1 << 20), false);
    byte[] good = sample.disk().content(segment(1));
    int lastBatch = lastLine(Arrays.copyOf(good, lastLine(good)));
    int lastBegins = lineEnd(good, lastBatch);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << (at % 8));
      String what = "byte " + at;
      JournalReading reading = readChanged(bad, sample.committed().units(), what);
      if (at >= lastBegins) {
        TornTail tail = Objects.requireNonNull(Objects.requireNonNull(reading).tail());
        assertThat(tail.offset()).as(what).isEqualTo(lastBegins);
        assertThat(tail.bytes()).isEqualTo(good.length - lastBegins);
      } else {
        assertThat(reading).as(what).isNull();
      }
    }
  }

  /** Where the last annotation begins. */
  private static int lastLine(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return Math.max(
        text.lastIndexOf(BatchLine.NAME + " id="), text.lastIndexOf(EndLine.NAME + " id="));
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  @Test
  void randomChanges_ofSegmentsOfSomeMebibytes_areNoticed() throws IOException {
    Random random = new Random(5);
    JournalSamples sample = new JournalSamples(5);
    sample.write(120, 80_000, sample.settings(Fsync.EVERYSEC, 1 << 30), true);
    byte[] good = sample.disk().content(segment(1));
    assertThat(good.length).isBetween(1 << 20, 4 << 20);
    for (int i = 0; i < RANDOM_CHANGES; i++) {
      readChanged(change(good, random), sample.committed().units(), "change " + i);
    }
  }

  private static byte[] change(byte[] good, Random random) {
    int at = random.nextInt(good.length);
    return switch (random.nextInt(3)) {
      case 0 -> {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 + random.nextInt(255));
        yield bad;
      }
      case 1 -> Arrays.copyOf(good, at);
      default -> {
        int end = Math.min(good.length, at + 1 + random.nextInt(5_000));
        byte[] bad = new byte[good.length - (end - at)];
        System.arraycopy(good, 0, bad, 0, at);
        System.arraycopy(good, end, bad, at, good.length - end);
        yield bad;
      }
    };
  }

  // ---- whole segments ----

  private static JournalSamples severalSegments(long seed) throws IOException {
    JournalSamples sample = new JournalSamples(seed);
    sample.write(60, 60, sample.settings(Fsync.ALWAYS, 1_500), true);
    return sample;
  }

  private static List<Segment> segments(SimulatedDisk disk) throws IOException {
    List<Segment> segments = new JournalReader(disk, JournalSamples.FOLDER).segments();
    assertThat(segments).hasSizeGreaterThan(4);
    return segments;
  }

  private static void damaged(SimulatedDisk disk, String reason) {
    assertThatThrownBy(() -> read(disk, new EffectLines()))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void segmentMissingInTheMiddle_isNamedByItsUnits() throws IOException {
    JournalSamples sample = severalSegments(6);
    Segment gone = segments(sample.disk()).get(2);
    long next = segments(sample.disk()).get(3).first();
    sample.disk().delete(segment(gone.first()));
    damaged(sample.disk(), "units " + gone.first() + " to " + (next - 1) + " are missing");
  }

  @Test
  void oldestSegmentMissing_isNoticedByWhoNeedsIt() throws IOException {
    JournalSamples sample = severalSegments(7);
    long second = segments(sample.disk()).get(1).first();
    sample.disk().delete(segment(1));
    JournalReader reader = new JournalReader(sample.disk(), JournalSamples.FOLDER);
    assertThatThrownBy(() -> reader.read(ReadRange.after(0), NoSink.INSTANCE))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("units 1 to " + (second - 1) + " are missing");
    EffectLines found = new EffectLines();
    reader.read(ReadRange.after(second - 1), found);
    assertThat(found.units())
        .isEqualTo(
            sample
                .committed()
                .units()
                .subList((int) second - 1, sample.committed().units().size()));
  }

  @Test
  void segmentsExchanged_areNoticed() throws IOException {
    JournalSamples sample = severalSegments(8);
    List<Segment> segments = segments(sample.disk());
    byte[] one = sample.disk().content(segment(segments.get(1).first()));
    sample.disk().put(segment(segments.get(2).first()), one);
    damaged(sample.disk(), "it was renamed");
  }

  @Test
  void segmentOfAnotherJournal_isNoticed() throws IOException {
    JournalSamples sample = severalSegments(9);
    Segment last = segments(sample.disk()).getLast();
    byte[] header =
        new SegmentHeader(SegmentHeader.VERSION, "00000000000000ff", last.first(), 0, 0).encode();
    sample.disk().put(segment(last.first()), header);
    damaged(sample.disk(), "it belongs to another journal");
  }

  @Test
  void batchDoubledOrLeftOut_isNoticed() throws IOException {
    JournalSamples sample = new JournalSamples(12);
    sample.write(6, 60, sample.settings(Fsync.ALWAYS, 1 << 20), true);
    byte[] good = sample.disk().content(segment(1));
    int header = lineEnd(good, 0);
    int first = header;
    while (!new String(good, first, 6, StandardCharsets.ISO_8859_1).equals(BatchLine.NAME)) {
      first++;
    }
    int batchEnd = lineEnd(good, first);
    byte[] without = new byte[good.length - (batchEnd - header)];
    System.arraycopy(good, 0, without, 0, header);
    System.arraycopy(good, batchEnd, without, header, good.length - batchEnd);
    damaged(with(segment(1), without), "does not follow the one before");
    byte[] twice = new byte[good.length + batchEnd - header];
    System.arraycopy(good, 0, twice, 0, batchEnd);
    System.arraycopy(good, header, twice, batchEnd, good.length - header);
    damaged(with(segment(1), twice), "does not follow the one before");
  }

  @Test
  void fileThatLooksLikeASegment_isRefused() throws IOException {
    JournalSamples sample = severalSegments(13);
    sample.disk().put(JournalSamples.FOLDER.resolve("journal_1 (copy).aof"), new byte[3]);
    damaged(sample.disk(), "no segment has such a name");
  }

  @Test
  void timeGiven_readsBatchesUpToIt() throws IOException {
    JournalSamples sample = severalSegments(14);
    EffectLines all = new EffectLines();
    read(sample.disk(), all);
    long middle = all.times().get(all.times().size() / 2);
    EffectLines found = new EffectLines();
    JournalReading reading =
        new JournalReader(sample.disk(), JournalSamples.FOLDER)
            .read(ReadRange.ALL.until(middle), found);
    assertThat(reading.complete()).isFalse();
    assertThat(found.units())
        .isEqualTo(
            all.units()
                .subList(0, (int) all.times().stream().filter(time -> time <= middle).count()));
  }
}
