// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.radish.store.KeyspaceName;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of backup files, and what leaves runs out. */
class BackupFileNameTest {
  private static final String TIME = "20251115_161118";

  private static String name(String keyspace) {
    return BackupFileName.of(KeyspaceName.parse(keyspace), TIME, 1, Compression.NONE);
  }

  @Test
  void plainNames_stayAsTheyAre() {
    assertThat(name("default_store")).isEqualTo("default_store_20251115_161118.json");
    assertThat(name("users")).isEqualTo("cache_users_20251115_161118.json");
    assertThat(name("a-b_c.d")).isEqualTo("cache_a-b_c.d_20251115_161118.json");
    assertThat(name("users:temp_tokens")).isEqualTo("store_users.temp_tokens_20251115_161118.json");
    assertThat(BackupFileName.of(KeyspaceName.DEFAULT, TIME, 12, Compression.NONE))
        .isEqualTo("default_store_20251115_161118_012.json");
  }

  @Test
  void unsafeCharacters_areEncodedByteByByte() {
    assertThat(name("<>\"/\\|?*% é"))
        .isEqualTo("cache_%3C%3E%22%2F%5C%7C%3F%2A%25%20%C3%A9_20251115_161118.json");
    assertThat(name("a.b:c.d")).isEqualTo("store_a%2Eb.c%2Ed_20251115_161118.json");
  }

  @Test
  void longNames_areCutAndHashedAndStayApart() {
    Set<String> names = new HashSet<>();
    for (String tail : List.of("a", "b", "aä", "ää")) {
      for (int length = 40; length < 60; length++) {
        String cache = "ä".repeat(length) + tail;
        String file = name(cache);
        assertThat(file.length()).isLessThanOrEqualTo(200 + 1 + 15 + 5);
        assertThat(file).matches("cache_(%[0-9A-F]{2}|[a-z])*(-[0-9a-f]{16})?_" + TIME + "\\.json");
        names.add(file);
      }
    }
    // Two ways of building the same name: forty and a tail of one, forty-one without.
    assertThat(names).hasSizeGreaterThanOrEqualTo(60);
    assertThat(name("€".repeat(42) + ":" + "€".repeat(42)).length()).isLessThan(230);
  }

  @Test
  void timestamp_isReadFromNamesOfBackupsOnly() {
    LocalDateTime time = LocalDateTime.of(2025, 11, 15, 16, 11, 18);
    assertThat(BackupFileName.timestampIn(name("a_b_20240101_000000"))).contains(time);
    assertThat(BackupFileName.timestampIn("default_store_20251115_161118_002.json")).contains(time);
    assertThat(BackupFileName.timestampIn("notes_20251115_161118.json")).isEmpty();
    assertThat(BackupFileName.timestampIn("cache_a_20251315_161118.json")).isEmpty();
    assertThat(BackupFileName.timestampIn("cache_a_20250230_161118.json")).isEmpty();
  }

  @Test
  void exclusions_matchCachesWithTheirStores() {
    Exclusions globs =
        Exclusions.of(List.of("tmp_*", "s?ssion", "[a-c]x", "[^a-c]y", "u:t", "\\*"));
    for (String name : List.of("tmp_", "tmp_a:b", "session", "ax", "zy", "u:t", "*")) {
      assertThat(globs.excludes(KeyspaceName.parse(name))).as(name).isTrue();
    }
    for (String name : List.of("tmp", "atmp_", "dx", "ay", "u", "u:t2", "default_store", "x*")) {
      assertThat(globs.excludes(KeyspaceName.parse(name))).as(name).isFalse();
    }
  }

  /** What {@code KEYS} says to these patterns. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "[^], a, true",
        "[^]x, ax, true",
        "[], a, false",
        "[, [, false",
        "\\[, [, true",
        "[^, a, true",
        "[b-a], a, true",
        "[b-a], c, false",
        "[a, a, true",
        "[a-, -, true",
        "[\\], ], true",
        "[\\]], ], true",
        "[]a], a, false",
        "[&&a], &, true",
        "[[:alpha:]], b, false",
        "a\\, a\\, true",
        "\\Q*, Qx, true",
        "?, 😀, true",
        "*?*, x, true",
        "**x, x, true",
        "\"\", a, false"
      })
  void oddGlobs_asExclusions_meanWhatTheyMeanToKeys(String glob, String name, boolean excluded) {
    assertThat(Exclusions.of(List.of(glob)).excludes(KeyspaceName.ofCache(name)))
        .isEqualTo(excluded);
  }

  @Test
  void globsOfAnyCharacters_neverThrow() {
    Random random = new Random(7);
    String characters = "[]^-\\*?ab&:{}()|+$.";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder glob = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        glob.append(characters.charAt(random.nextInt(characters.length())));
      }
      Exclusions globs = Exclusions.of(List.of(glob.toString()));
      assertThatCode(() -> globs.excludes(KeyspaceName.ofCache("ab")))
          .as(glob.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void globOfManyStars_isMatchedInReasonableTime() {
    Exclusions globs = Exclusions.of(List.of("a*".repeat(60) + "b"));
    assertThat(globs.excludes(KeyspaceName.ofCache("a".repeat(120)))).isFalse();
    assertThat(globs.excludes(KeyspaceName.ofCache("a".repeat(120) + "b"))).isTrue();
  }

  @Test
  void packedFile_hasTheSameNameWithAnotherEnd() {
    String name = BackupFileName.of(KeyspaceName.DEFAULT, TIME, 2, Compression.ZSTD);
    assertThat(name).isEqualTo("default_store_" + TIME + "_002.json.zst");
    assertThat(BackupFileName.timestampIn(name)).isPresent();
    assertThat(BackupFileName.stemOf(name)).isEqualTo("default_store");
    assertThat(BackupFileName.timestampIn(name + ".json")).isEmpty();
  }
}
