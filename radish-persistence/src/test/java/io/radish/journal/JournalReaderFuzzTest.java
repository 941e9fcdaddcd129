// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/**
 * Reads any bytes as a segment, as they are and with check sums made right, and as the commands of
 * a batch with right check sums: with {@code JAZZER_FUZZ=1} it searches, else it tries the corpus,
 * which is the folder of its name among the resources.
 */
class JournalReaderFuzzTest {
  private static final int MOST_UNITS = 5;

  @FuzzTest(maxDuration = "5m")
  void anyBytes_readAsASegment_areReadOrRefused(byte[] bytes) throws IOException {
    JournalFuzz.read(bytes);
    JournalFuzz.read(JournalFuzz.signed(bytes));
  }

  @FuzzTest(maxDuration = "5m")
  void anyBytes_readAsABatch_areReadOrRefused(byte[] bytes) throws IOException {
    JournalFuzz.read(JournalFuzz.wrapped(bytes, bytes.length % MOST_UNITS));
  }
}
