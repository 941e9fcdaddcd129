// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** Reads whatever bytes there are: the one exception allowed is that they are damaged. */
final class JournalFuzz {
  private static final String ID = "0000000000000007";

  private static final String[] SNIPPETS = {
    "*",
    "$",
    "\r\n",
    "#BATCH id=",
    "#END id=",
    "*1\r\n$5\r\nMULTI\r\n",
    "*1\r\n$4\r\nEXEC\r\n",
    "*2\r\n$6\r\nSELECT\r\n$1\r\n9\r\n",
    "$536870912\r\n",
    "*2147483647\r\n",
    "$2147483647\r\n",
    "$0\r\n\r\n",
    "-1",
    "99999999999",
    "$19\r\n9223372036854775807\r\n",
    "\u0000",
    "PX",
    "PXAT"
  };

  private static final Pattern LINE =
      Pattern.compile("#(RADISH-JOURNAL|BATCH|END) [^\r\n]*(?= line=[0-9a-f]{8}\r\n)");
  private static final int LINE_FIELD = " line=00000000\r\n".length();

  /**
   * The same bytes, with lengths and check sums of what looks like annotations corrected, so that
   * the rest is looked at.
   */
  static byte[] signed(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    StringBuilder result = new StringBuilder();
    String previous = "00000000";
    int begins = 0;
    for (Matcher line = LINE.matcher(text); line.find(begins); ) {
      String content = text.substring(begins, line.start());
      String fields =
          line.group()
              .replaceFirst("(?<= bytes=)\\d+", String.valueOf(content.length()))
              .replaceFirst("(?<= previous=)[0-9a-f]{8}", previous)
              .replaceFirst("(?<= crc=)[0-9a-f]{8}", sum(content));
      String check = sum(fields);
      result.append(content).append(fields).append(" line=").append(check).append("\r\n");
      previous = line.group(1).equals("BATCH") ? check : previous;
      begins = line.end() + LINE_FIELD;
    }
    return result.append(text.substring(begins)).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String sum(String latin1) {
    CRC32C crc = new CRC32C();
    crc.update(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** A segment of one batch that holds the bytes, with check sums that are right. */
  static byte[] wrapped(byte[] content, long units) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] header = new SegmentHeader(SegmentHeader.VERSION, ID, 1, 0, 0).encode();
    byte[] line =
        new BatchLine(ID, units, units, 5, content.length, 0, 0, (int) crc.getValue()).encode();
    byte[] all = new byte[header.length + content.length + line.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    System.arraycopy(line, 0, all, header.length + content.length, line.length);
    return all;
  }

  /** Reads a segment; whether it was good. */
  static boolean read(byte[] segment) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    disk.put(JournalSamples.FOLDER.resolve(Segment.fileName(1)), segment);
    try {
      return new JournalReader(disk, JournalSamples.FOLDER)
              .read(ReadRange.ALL, new EffectLines())
              .tail()
          == null;
    } catch (JournalDamagedException e) {
      if (e.offset() < 0 || e.reason().isEmpty()) {
        throw new AssertionError("no place or no reason", e);
      }
      return false;
    }
  }

  static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int end = Math.min(bytes.length, at + random.nextInt(20));
      byte[] by =
          random.nextBoolean()
              ? SNIPPETS[random.nextInt(SNIPPETS.length)].getBytes(StandardCharsets.US_ASCII)
              : Arrays.copyOfRange(bytes, at, end);
      int from = random.nextBoolean() ? at : end;
      byte[] next = new byte[at + by.length + bytes.length - from];
      System.arraycopy(bytes, 0, next, 0, at);
      System.arraycopy(by, 0, next, at, by.length);
      System.arraycopy(bytes, from, next, at + by.length, bytes.length - from);
      bytes = next;
    }
    return bytes;
  }

  private JournalFuzz() {}
}
