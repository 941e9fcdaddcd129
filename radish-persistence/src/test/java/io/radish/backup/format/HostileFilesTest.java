// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are damaged, forged or not backups at all: each is refused with file, byte, reason.
 */
class HostileFilesTest {
  private static final Instant NOW = Instant.parse("2025-11-15T16:00:00Z");
  private static final String HEAD =
      "{\"type\": \"named_cache\", \"cache_name\": \"c\", \"timestamp\": \"t\","
          + " \"datetime\": \"d\", \"item_count\": 1, \"data\": ";

  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("cache_c_20251115_161118.json"), content);
  }

  private BackupContent read(byte[] content, BackupReader.Trust trust) throws IOException {
    try (BackupReader reader = BackupReader.open(file(content), trust)) {
      return reader.verify(NOW);
    }
  }

  private BackupContent read(String content, BackupReader.Trust trust) throws IOException {
    return read(content.getBytes(StandardCharsets.UTF_8), trust);
  }

  /** A file of the format, edited, with a checksum that is right again. */
  private static byte[] signed(String from, String to) throws Exception {
    String good =
        new String(FormatParts.backupOf(FormatParts.everything(), "users"), StandardCharsets.UTF_8);
    assertThat(good).contains(from);
    byte[] edited = good.replace(from, to).getBytes(StandardCharsets.UTF_8);
    java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
    sum.update(edited, 0, edited.length - 12);
    byte[] digits = BackupWriter.hex((int) sum.getValue()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, edited, edited.length - 12, 8);
    return edited;
  }

  @Test
  void everyByteOfASmallBackup_changed_isNoticed() throws Exception {
    byte[] good = FormatParts.backupOf(FormatParts.everything(), "users");
    assertThat(read(good, BackupReader.Trust.VERIFIED).items()).isEqualTo(FormatParts.ENTRIES);
    for (int i = 0; i < good.length; i++) {
      for (int mask : new int[] {0x01, 0x20, 0xff}) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) mask;
        Throwable thrown = catchThrowable(() -> read(bad, BackupReader.Trust.VERIFIED));
        assertThat(thrown).as("byte %s by %s", i, mask).isInstanceOf(BackupFormatException.class);
        assertThat(((BackupFormatException) thrown).offset()).isBetween(0L, (long) good.length);
      }
    }
  }

  @Test
  void everyTruncationAndAnythingAppended_isNoticed() throws Exception {
    byte[] good = FormatParts.backupOf(FormatParts.everything(), "users");
    for (int length = 0; length < good.length; length++) {
      byte[] bad = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(bad, BackupReader.Trust.VERIFIED))
          .as("cut to %s bytes", length)
          .isInstanceOf(BackupFormatException.class);
    }
    for (String more : new String[] {" ", "\n", "{}", "x", "\u0000"}) {
      String bad = new String(good, StandardCharsets.UTF_8) + more;
      assertThatThrownBy(() -> read(bad, BackupReader.Trust.VERIFIED))
          .isInstanceOf(BackupFormatException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"named_cache\"|\"other\"|type must be named_cache, default_store or expiring_store",
        "\"timestamp\"|\"default_ttl_seconds\": 3153600000001, \"timestamp\"|default_ttl_seconds must be a whole number from 0 to 3153600000000",
        "\"timestamp\"|\"default_ttl_seconds\": -1, \"timestamp\"|default_ttl_seconds must be a whole number",
        "\"named_cache\"|7|expected a string instead of a number",
        "\"named_cache\"|\"expiring_store\"|the member store_name is missing",
        "\"cache_name\": \"users\"|\"cache_name\": \"\"|cache_name is missing or empty",
        "\"item_count\": 18|\"item_count\": 19|item_count says 19, but there are 18 entries",
        "\"item_count\": 18|\"item_count\": -1|item_count must be a whole number",
        "\"item_count\": 18|\"item_count\": 1e1|item_count must be a whole number",
        "\"item_count\": 18|\"item_count\": 99999999999999999999|item_count must be a whole number",
        "\"format_version\": 1|\"format_version\": 2|written by a newer Radish",
        "\"format_version\": 1,|\"format_version\": 1, \"x\": 1,|unknown member \"x\"",
        "\"format_version\": 1,|\"format_version\": 1, \"utc\": \"2025-11-15T15:11:18Z\",|occurs twice",
        "\"format_version\": 1,|``|the member format_version is missing",
        "\"utc\": \"2025|\"utc\": \"x2025|utc must be an ISO time",
        "\"run_files\": 4|\"run_files\": 4.5|run_files must be a whole number",
        "\"data\": {|\"data\": [], \"x\": {|data must be an object",
        "\"empty\": \"\"|\"empty\": 5|a value must be a string, an array or an object with $type",
        "\"empty\": \"\"|\"empty\": null|a value must be a string, an array or an object with $type",
        "\"empty\": \"\"|\"empty\": {}|must begin with $type",
        "\"empty\": \"\"|\"empty\": {\"a\": 1}|must begin with $type",
        "\"empty\": \"\"|\"empty\": []|a list without elements",
        "\"empty\": \"\"|\"empty\": [1]|expected a string instead of a number",
        "\"empty\": \"\"|\"empty\": [[\"a\"]]|expected a string instead of an array",
        "\"empty\": \"\"|\"empty\": [{\"x\": \"a\"}]|an element must be a string",
        "\"empty\": \"\"|\"empty\": [{\"$base64\": \"YQ==\", \"x\": 1}]|one member only",
        "\"empty\": \"\"|\"empty\": [{\"$base64\": \"=!\"}]|not base64",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"tree\", \"value\": {}}|$type \"tree\" is not one",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\"}|an entry without a value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"value\": \"a\", \"base64\": \"\"}|two values",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"value\": [\"a\"]}|expected a string",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"list\", \"value\": \"a\"}|must be an array",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"odd\": \"a\"}|unknown member \"odd\"",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"parts\": [\"a\"]}|length must stand before",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"length\": 2, \"parts\": [\"a\"]}|the parts are 1 bytes",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"length\": 2, \"parts\": [\"abc\"]}|longer than their length",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"string\", \"length\": 999999999, \"parts\": []}|length must be a whole",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"list\", \"value\": [\"a\"], \"expires_at\": \"x\"}|before the value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": [\"a\", \"b\"]}|the value of a hash must be an object",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": \"a\"}|the value of a hash must be an object",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {}}|a hash without elements",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\"}|an entry without a value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"a\": \"b\"}, \"value\": {\"a\": \"b\"}}|two values",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"a\": 1}}|expected a string instead of a number",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"a\": null}}|expected a string",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"a\": {\"b\": \"c\"}}}|an element must be a string",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"$field:1\": \"a\"}}|must be an array of a field and its value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"$field:1\": []}}|must be an array of a field and its value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"$field:1\": [\"a\"]}}|must be an array of a field and its value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"$field:1\": [\"a\", \"b\", \"c\"]}}|must be an array of a field and its value",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"set\", \"value\": []}|a set without elements",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"set\", \"value\": {\"a\": \"b\"}}|the value of a set must be an array",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"set\", \"value\": [1]}|expected a string instead of a number",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": []}|a zset without elements",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [\"a\", 1]}|must be an array of it and its score",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[]]}|must be an array of it and its score",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\"]]}|must be an array of it and its score",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", 1, 2]]}|must be an array of it and its score",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", \"nan\"]]}|a score must be a number",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", \"Infinity\"]]}|a score must be a number",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", \"\"]]}|a score must be a number",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", NaN]]}|at byte",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"zset\", \"value\": [[\"a\", true]]}|must be an array of it and its score",
        "\"empty\": \"\"|\"empty\": {\"$type\": \"hash\", \"value\": {\"a\": \"b\"}, \"expires_at\": \"x\"}|before the value",
        "2025-11-15T17:11:18.027Z|2025-11-15 17:11:18.027Z|expires_at must be an ISO time",
        "2025-11-15T17:11:18.027Z|2025-02-30T17:11:18.027Z|expires_at must be an ISO time",
        "2025-11-15T17:11:18.027Z|2025-11-15T24:61:18.027Z|expires_at must be an ISO time",
        "2025-11-15T17:11:18.027Z|+999999999-01-01T00:00:00Z|expires_at must be an ISO time",
        "\"$base64:/wAB\"|\"$base64:/wA\\u0021\"|not base64",
        "\"empty\": \"\"|\"$parts:1\": \"\"|must be an object that begins with $key",
        "\"empty\": \"\"|\"user:1\": \"\"|the key occurs twice",
        "\"empty\": \"\"|\"$base64:dXNlcjox\": \"\"|the key occurs twice",
        "\"empty\": \"\"|\"a\": \"\\ud800\"|without its partner",
        "\"empty\": \"\"|\"a\": \"\\udc00\\ud800\"|without its partner",
        "\"empty\": \"\"|\"\\ud83d\": \"\"|surrogate pair",
        "\"empty\": \"\"|\"a\": \"\\x\"|Unrecognized character escape",
        "\"empty\": \"\"|\"a\": 'b'|Unexpected character",
        "\"empty\": \"\"|\"a\": \"b\" /* c */|Unexpected character",
        "\"empty\": \"\",|\"empty\": \"\",,|Unexpected character",
      })
  void signedFile_thatSaysWhatCannotBe_isRefusedWithTheReason(String from, String to, String reason)
      throws Exception {
    assertThatThrownBy(() -> read(signed(from, to), BackupReader.Trust.VERIFIED))
        .isInstanceOf(BackupFormatException.class)
        .hasMessageStartingWith("cache_c_20251115_161118.json: at byte ")
        .hasMessageContaining(reason);
  }

  @Test
  void offset_behindCharactersOfAllLengths_isThatOfTheByte() throws Exception {
    byte[] bad = signed("\"schön\": \"Grüße, 漢字 😀\"", "\"schön\": \"Grüße, 漢字 😀\", \"here\": 5");
    String text = new String(bad, StandardCharsets.UTF_8);
    int expected =
        text.substring(0, text.indexOf("5", text.indexOf("\"here\"")))
            .getBytes(StandardCharsets.UTF_8)
            .length;
    BackupFormatException thrown =
        (BackupFormatException) catchThrowable(() -> read(bad, BackupReader.Trust.VERIFIED));
    assertThat(thrown.offset()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "c0af", "eda080", "f4908080", "ff", "e282"})
  void invalidUtf8_isRefusedAtItsByte(String hex) throws Exception {
    byte[] head = (HEAD + "{\"k\": \"").getBytes(StandardCharsets.UTF_8);
    byte[] odd = java.util.HexFormat.of().parseHex(hex);
    byte[] tail = "\"}}".getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + odd.length + tail.length);
    System.arraycopy(odd, 0, all, head.length, odd.length);
    System.arraycopy(tail, 0, all, head.length + odd.length, tail.length);
    assertThatThrownBy(() -> read(all, BackupReader.Trust.UNVERIFIED))
        .hasMessageContaining("at byte " + head.length + ": invalid UTF-8");
  }

  @Test
  void deepNestingHugeNumbersAndLongNames_areRefused() {
    for (String value :
        new String[] {
          "[".repeat(100_000),
          "{\"a\":".repeat(100_000),
          "1".repeat(100_000),
          "{\"k\": 1" + "0".repeat(5000) + "}",
        }) {
      assertThatThrownBy(() -> read(HEAD + "{\"k\": " + value, BackupReader.Trust.UNVERIFIED))
          .isInstanceOf(BackupFormatException.class);
    }
    assertThatThrownBy(
            () -> read("{\"type\": \"" + "x".repeat(100_000), BackupReader.Trust.VERIFIED))
        .isInstanceOf(BackupFormatException.class)
        .hasMessageContaining("longer than the 4096 bytes");
  }

  @Test
  void numberAsLongAsTheHeap_isRefusedBeforeItIsRead() throws IOException {
    Path file = file(new byte[0]);
    byte[] digits = "1".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    for (String head : new String[] {HEAD + "{\"k\": [", "{\"x\": [1, {\"y\": "}) {
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 200; i++) {
          out.write(digits);
        }
      }
      try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.UNVERIFIED)) {
        assertThatThrownBy(() -> reader.verify(NOW)).hasMessageContaining("too long");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "\"x\"", "{", "{}", "{\"data\": {}}", "\ufeff{}"})
  void fileThatIsNoBackup_isRefused(String content) {
    assertThatThrownBy(() -> read(content, BackupReader.Trust.VERIFIED))
        .isInstanceOf(BackupFormatException.class);
    assertThatThrownBy(() -> read(content, BackupReader.Trust.UNVERIFIED))
        .isInstanceOf(BackupFormatException.class);
  }

  @Test
  void originalsFile_withAnUnknownOrMissingMember_isRefusedUnlessUnverified() throws Exception {
    String good = HEAD + "{\"k\": \"v\"}}";
    assertThat(read(good, BackupReader.Trust.VERIFIED).items()).isEqualTo(1);
    for (String bad :
        new String[] {
          good.replace("\"type\"", "\"version\": {\"a\": [1]}, \"type\""),
          good.replace("\"datetime\": \"d\",", ""),
          good.replace("\"item_count\": 1", "\"item_count\": 2"),
          good.replace("\"datetime\"", "\"run_id\": \"x\", \"datetime\""),
          good.replace("\"datetime\"", "\"utc\": \"2025-11-15T15:11:18Z\", \"datetime\"")
        }) {
      assertThatThrownBy(() -> read(bad, BackupReader.Trust.VERIFIED))
          .isInstanceOf(BackupFormatException.class);
      assertThat(read(bad, BackupReader.Trust.UNVERIFIED).warnings()).isNotEmpty();
    }
  }

  @Test
  void originalsFile_withTheHeaderBehindTheData_isRead() throws Exception {
    String sorted =
        """
        {"cache_name": "c", "data": {"k": {"$type": "x"}}, "datetime": "d", "item_count": 1,
         "timestamp": "t", "type": "named_cache"}""";
    assertThat(read(sorted, BackupReader.Trust.VERIFIED).header().cacheName()).isEqualTo("c");
  }

  @Test
  void editedFile_prettyPrintedWithSortedMembers_isReadUnverified() throws Exception {
    String edited =
        """
        {"cache_name": "c", "checksum": "crc32c:00000000", "data": {"l": ["a"]}, "datetime": "d",
         "format_version": 1, "item_count": 2, "run_files": 1, "run_id": "r", "timestamp": "t",
         "type": "named_cache", "utc": "2025-11-15T15:11:18Z"}""";
    assertThatThrownBy(() -> read(edited, BackupReader.Trust.VERIFIED))
        .isInstanceOf(BackupFormatException.class);
    BackupContent content = read(edited, BackupReader.Trust.UNVERIFIED);
    assertThat(content.items()).isEqualTo(1);
    assertThat(content.warnings()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void anyMutation_ofGoodFiles_isReadOrRefusedButNeverAnythingElse() throws Exception {
    byte[] good = FormatParts.backupOf(FormatParts.everything(), "users");
    byte[] original = (HEAD + "{\"k\": {\"a\": [1, \"é\"]}}}").getBytes(StandardCharsets.UTF_8);
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 4000; round++) {
      byte[] mutated = BackupFuzz.mutate(round % 4 == 0 ? original : good, random);
      BackupFuzz.read(file(mutated));
    }
  }
}
