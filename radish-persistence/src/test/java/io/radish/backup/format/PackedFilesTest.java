// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packed files that are forged: their last checksum is right, whatever else is wrong. */
class PackedFilesTest {
  private static final int WINDOW_LOG_TOO_LARGE = 27;

  @TempDir Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("cache_c_20251115_161118.json.zst"), bytes);
  }

  private static byte[] packed(byte[] json) throws IOException {
    MemoryOutput out = new MemoryOutput();
    try (ZstdOutput packer = new ZstdOutput(out)) {
      int head = Math.min(300, json.length);
      packer.append(json, 0, head);
      packer.append(json, head, json.length - head);
      assertThat(packer.finish()).isEqualTo(out.bytes().length);
    }
    return out.bytes();
  }

  private static byte[] backup() throws Exception {
    return FormatParts.backupOf(FormatParts.everything(), "users");
  }

  @Test
  void packedFile_isReadAsTheOneInIt() throws Exception {
    assertThat(BackupFuzz.read(file(packed(backup())))).isEqualTo(2);
  }

  @Test
  void anyMutation_signed_isReadOrRefusedButNeverAnythingElse() throws Exception {
    byte[] good = packed(backup());
    Random random = new Random(42);
    for (int round = 0; round < 3000; round++) {
      BackupFuzz.read(file(BackupFuzz.signPacked(BackupFuzz.mutate(good, random))));
    }
  }

  @Test
  void wrongLengthOfTheJson_signed_isRefused() throws Exception {
    byte[] good = packed(backup());
    for (long length :
        new long[] {0, 1, backup().length - 1, backup().length + 1, Long.MAX_VALUE}) {
      byte[] bad = good.clone();
      byte[] trailer = ZstdForm.trailer(length);
      System.arraycopy(trailer, 0, bad, bad.length - ZstdForm.TRAILER, trailer.length);
      assertThat(BackupFuzz.read(file(BackupFuzz.signPacked(bad)))).as("%s", length).isLessThan(2);
      byte[] negative = Arrays.copyOf(bad, bad.length);
      negative[bad.length - Integer.BYTES - 1] = -1;
      assertThat(BackupFuzz.read(file(BackupFuzz.signPacked(negative)))).isZero();
    }
  }

  @Test
  void bombOfBlanks_isRefusedBeforeItIsUnpacked() throws Exception {
    byte[] blanks = new byte[64 << 20];
    Arrays.fill(blanks, (byte) ' ');
    blanks[0] = '{';
    byte[] bomb = packed(blanks);
    assertThat(bomb.length).isLessThan(20_000);
    assertThat(BackupFuzz.read(file(bomb))).isZero();
  }

  @Test
  void windowThatIsTooLarge_isRefused() throws Exception {
    byte[] json = backup();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ZstdForm.stored(json, 0, 300));
    try (ZstdOutputStreamNoFinalizer packer = new ZstdOutputStreamNoFinalizer(out)) {
      packer.setLong(WINDOW_LOG_TOO_LARGE);
      packer.write(json, 300, json.length - 300);
    }
    out.writeBytes(ZstdForm.trailer(json.length));
    out.writeBytes(new byte[Integer.BYTES]);
    Path file = file(BackupFuzz.signPacked(out.toByteArray()));
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED)) {
      assertThatThrownBy(() -> reader.verify(MemoryOutput.CUT))
          .isInstanceOf(BackupFormatException.class)
          .hasMessageContaining("the compressed bytes before it are damaged");
    }
  }

  @Test
  void header_ofAPackedFile_standsInItAsItIs() throws Exception {
    assertThat(new String(packed(backup()), StandardCharsets.ISO_8859_1))
        .contains("\"cache_name\": \"users\"");
  }
}
