// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/**
 * Reads any bytes as a backup: with {@code JAZZER_FUZZ=1} it searches, else it tries the corpus,
 * which is the folder of its name among the resources.
 */
class BackupReaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytes_readAsABackup_areReadOrRefused(byte[] bytes) throws IOException {
    BackupFuzz.read(BackupFuzz.signPacked(bytes));
  }
}
