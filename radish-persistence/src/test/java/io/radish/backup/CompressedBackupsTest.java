// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.FakeStore.Bytes;
import io.radish.backup.diff.BackupDiff;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupReader;
import io.radish.backup.format.BackupReader.Trust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups that are packed: all that is done with others is done with them. */
class CompressedBackupsTest extends HandlerTestBase {
  @BeforeEach
  void pack() {
    persistence.setCompression(Compression.ZSTD);
    store.set("users", "user:1", "alice").set("users", "schön", "Grüße 😀");
    store.set("users", Bytes.of(new byte[] {-1, 0}), Bytes.of(new byte[] {-2, 0}), -1);
    store.set("users", Bytes.of("long"), FakeStore.repeated("漢字", 3_000_000), -1);
    store.push("users", Bytes.of("list"), -1, Bytes.of("a"), Bytes.of("b"));
  }

  private Path backUp() throws Exception {
    nextMinute();
    assertThat(persistence.backupCache("users")).isTrue();
    return persistence.listBackups("users").getFirst().filepath();
  }

  private Path fromSmall() throws Exception {
    store.keyspace("users").entries().remove(Bytes.of("long"));
    return backUp();
  }

  @Test
  void packedBackup_isNamedListedVerifiedRestoredAndLookedInto() throws Exception {
    Path file = backUp();
    assertThat(names()).containsExactly("cache_users_20251115_161218.json.zst");
    BackupInfo info = persistence.listBackups("users").getFirst();
    assertThat(info.items()).isEqualTo(5);
    assertThat(info.size()).isEqualTo(Files.size(file)).isLessThan(100_000);
    BackupVerification good = persistence.verify(file);
    assertThat(good.items()).isEqualTo(5);
    assertThat(good.bytes()).isEqualTo(Files.size(file));
    var before = store.contents();
    store.delete("users");
    assertThat(persistence.restore(file, RestoreOptions.REPLACE).items()).isEqualTo(5);
    assertThat(store.contents()).isEqualTo(before);
    Optional<BackupEntry> found =
        persistence.find(file, "user:1".getBytes(StandardCharsets.UTF_8), true);
    found.orElseThrow().close();

    persistence.setCompression(Compression.NONE);
    store.set("users", "user:1", "bob");
    Path plain = backUp();
    assertThat(plain.toString()).endsWith(".json");
    try (BackupDiff diff = persistence.diff(file, plain, Trust.VERIFIED)) {
      assertThat(diff.counts()).isEqualTo(new BackupDiff.Counts(0, 0, 1, 4));
    }
  }

  @Test
  void wholeRun_packed_isWhatAStartLoads_andCleaningUpKeeps() throws Exception {
    persistence.run();
    nextMinute();
    persistence.run();
    var before = store.contents();
    store.delete("users");
    assertThat(builder().build().restoreLatestRun().restored()).hasSize(2);
    assertThat(store.contents()).isEqualTo(before);
    clock.advance(Duration.ofDays(40));
    assertThat(persistence.cleanupOldBackups(30)).isEqualTo(2);
    assertThat(persistence.listBackups()).hasSize(2);
  }

  @Test
  void everyBitThatIsFlipped_andEveryCut_isNoticed() throws Exception {
    Path file = fromSmall();
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << bit);
        Files.write(file, bad);
        assertThatThrownBy(() -> persistence.verify(file))
            .as("bit %s of byte %s", bit, i)
            .isInstanceOf(BackupFormatException.class);
      }
      Files.write(file, Arrays.copyOf(good, i));
      assertThatThrownBy(() -> persistence.verify(file))
          .as("cut to %s bytes", i)
          .isInstanceOf(BackupFormatException.class);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertThatThrownBy(() -> persistence.verify(file)).isInstanceOf(BackupFormatException.class);
    Files.write(file, good);
    assertThat(persistence.verify(file).items()).isEqualTo(4);
  }

  @Test
  void damage_isToldInWords() throws Exception {
    Path file = fromSmall();
    byte[] bad = Files.readAllBytes(file);
    bad[bad.length / 2] ^= 1;
    Files.write(file, bad);
    assertThatThrownBy(() -> persistence.restore(file, RestoreOptions.REPLACE))
        .hasMessageMatching(
            "cache_users_20251115_161218.json.zst: at byte \\d+: the checksum of the compressed"
                + " bytes is crc32c:[0-9a-f]{8}, but that of the bytes before it is .*");
    Files.write(file, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3});
    assertThatThrownBy(() -> persistence.verify(file)).hasMessageContaining("zstd -d");
  }

  @Test
  void anyMutation_readWithoutProof_isReadOrRefusedButNothingElse() throws Exception {
    Path file = fromSmall();
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try (BackupReader reader = BackupReader.open(file, Trust.UNVERIFIED)) {
        reader.verify(clock.instant());
      } catch (BackupFormatException refused) {
        assertThat(refused).hasMessageContaining(": at byte ");
      }
    }
  }

  @Test
  void unpackedByAnyReaderOfZstandard_isTheJsonBackup() throws Exception {
    Path file = fromSmall();
    byte[] json;
    try (var in =
        new com.github.luben.zstd.ZstdInputStreamNoFinalizer(Files.newInputStream(file))) {
      json = in.readAllBytes();
    }
    Path unpacked = folder.resolve("cache_users_20251115_170000.json");
    Files.write(unpacked, json);
    assertThat(persistence.verify(unpacked).items()).isEqualTo(4);
    assertThat(new String(json, StandardCharsets.UTF_8))
        .startsWith("{\n  \"type\": \"named_cache\"");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .as("the header stands there as it is")
        .contains("\"item_count\": 4,");

    Files.copy(file, folder.resolve("wrong_name.json"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(persistence.verify(folder.resolve("wrong_name.json")).items()).isEqualTo(4);
  }

  @Test
  void fullDisk_whilePacking_leavesNothing() throws Exception {
    List<String> before = names();
    disk.breakAt("append", 1, false);
    BackupRun run = persistence.run(List.of("users"));
    assertThat(run.ok()).isFalse();
    assertThat(names()).isEqualTo(before);
  }
}
