// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals made by hand, with right check sums and wrong content. */
class HostileJournalTest {
  private static final int MUTATIONS = Integer.getInteger("radish.journal.mutations", 3_000);

  private static byte[] command(String words) {
    String[] parts = words.split(" ", -1);
    StringBuilder text = new StringBuilder("*" + parts.length + "\r\n");
    for (String part : parts) {
      text.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v",
        "SET k v PXAT 5",
        "DEL k",
        "PERSIST k",
        "CREATECACHE users",
        "CREATESTORE users tokens PX 60000",
        "LREM k -9223372036854775807 e",
        "LMOVE k k LEFT RIGHT",
        "RENAME k j",
        "COPY k j REPLACE",
        "HSET k f v",
        "HSET k f v f w",
        "HSET k  ",
        "HDEL k f g",
        "SADD k m",
        "SREM k m n",
        "ZADD k 1.5 m",
        "ZADD k inf m -inf n",
        "ZADD k -1.0e300 m",
        "ZREM k m"
      })
  void commandOfAJournal_isRead(String words) throws IOException {
    assertThat(JournalFuzz.read(JournalFuzz.wrapped(command(words), 1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET k",
        "set k v",
        "SET k",
        "SET k v EX 5",
        "SET k v PXAT -1",
        "SET k v PXAT 05",
        "SET k v PXAT 9223372036854775808",
        "SET k v PXAT",
        "DEL k k",
        "PEXPIREAT k -1",
        "PEXPIREAT k x",
        "SETRANGE k -1 v",
        "SETRANGE k 2147483648 v",
        "LREM k 0 e",
        "LREM k -9223372036854775808 e",
        "RPUSH k",
        "LINSERT k BESIDE p e",
        "COPY k j",
        "RENAME k",
        "LMOVE k j LEFT RIGHT",
        "LMOVE k k LEFT LEFT",
        "CREATECACHE a:b:c",
        "CREATECACHE 17",
        "CREATECACHE",
        "CREATESTORE a b EX 5",
        "FLUSHDB now",
        "MULTI",
        "EXEC",
        "SELECT users",
        "RESTOREFILE users 5",
        "HSET k",
        "HSET k f",
        "HSET k f v g",
        "HDEL k",
        "SADD k",
        "SREM k",
        "ZADD k",
        "ZADD k 1",
        "ZADD k 1 m 2",
        "ZADD k m 1",
        "ZADD k nan m",
        "ZADD k NaN m",
        "ZADD k Infinity m",
        "ZADD k 0x1 m",
        "ZADD k 1.5d m",
        "ZADD k 1e9999 m",
        "ZREM k"
      })
  void otherCommand_isDamage(String words) throws IOException {
    assertThat(JournalFuzz.read(JournalFuzz.wrapped(command(words), 1))).isFalse();
  }

  @Test
  void selectionOfAStrangeName_isDamage() throws IOException {
    byte[] content =
        "*2\r\n$6\r\nSELECT\r\n$2\r\na:\r\n*1\r\n$7\r\nFLUSHDB\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(JournalFuzz.read(JournalFuzz.wrapped(content, 1))).isFalse();
  }

  @Test
  void mutatedBatches_areReadOrRefused() throws IOException {
    Random random = new Random(21);
    int good = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      JournalSamples sample = sample(random.nextLong());
      byte[] content = contentOfFirstBatch(sample);
      int units = 1 + random.nextInt(3);
      good +=
          JournalFuzz.read(JournalFuzz.wrapped(JournalFuzz.mutate(content, random), units)) ? 1 : 0;
    }
    assertThat(good).isPositive();
  }

  private static JournalSamples sample(long seed) throws IOException {
    JournalSamples sample = new JournalSamples(seed);
    sample.write(1, 60, sample.settings(Fsync.ALWAYS, 1 << 20), false);
    return sample;
  }

  private static byte[] contentOfFirstBatch(JournalSamples sample) {
    byte[] segment = sample.disk().content(JournalSamples.FOLDER.resolve(Segment.fileName(1)));
    String text = new String(segment, StandardCharsets.ISO_8859_1);
    int from = text.indexOf('\n') + 1;
    return Arrays.copyOfRange(segment, from, text.lastIndexOf(BatchLine.NAME + " id="));
  }

  @Test
  void goodSegment_signedAnew_isTheSame_andAChangedOneIsReadAsFarAsItMakesSense()
      throws IOException {
    JournalSamples sample = new JournalSamples(21);
    sample.write(5, 60, sample.settings(Fsync.ALWAYS, 1 << 20), true);
    byte[] good = sample.disk().content(JournalSamples.FOLDER.resolve(Segment.fileName(1)));
    assertThat(JournalFuzz.signed(good)).isEqualTo(good);
    byte[] longer = new byte[good.length + 1];
    int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("\n*") + 1;
    System.arraycopy(good, 0, longer, 0, at);
    longer[at] = '?';
    System.arraycopy(good, at, longer, at + 1, good.length - at);
    assertThat(JournalFuzz.read(longer)).isFalse();
    assertThat(JournalFuzz.signed(longer)).hasSizeBetween(longer.length, longer.length + 9);
    assertThat(JournalFuzz.read(JournalFuzz.signed(longer))).isFalse();
  }
}
