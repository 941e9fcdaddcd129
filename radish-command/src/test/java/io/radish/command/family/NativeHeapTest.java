// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class NativeHeapTest {
  @Test
  void trim_onLinux_isKnownToTheJvm() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    assertThat(NativeHeap.trim()).isEqualTo(linux);
  }
}
