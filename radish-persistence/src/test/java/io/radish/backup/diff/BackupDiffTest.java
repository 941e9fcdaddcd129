// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupReader.Trust;
import io.radish.store.ManualClock;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupDiffTest {
  private static final long SALT = 7;
  private static final long NEVER = -1;
  private static final long LATER = 1_763_226_678_027L;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private FakeStore store = new FakeStore(clock);

  @BeforeEach
  void fill() {
    store.set("users", "same", "s");
  }

  /** Backs up the cache users. */
  private Path backUp() throws Exception {
    clock.advance(Duration.ofSeconds(1));
    PersistenceHandler handler =
        PersistenceHandler.builder(store).folder(folder).clock(clock).zone(ZoneOffset.UTC).build();
    assertThat(handler.backupCache("users")).isTrue();
    return handler.listBackups("users").getFirst().filepath();
  }

  private BackupDiff open(Path first, Path second) throws IOException {
    return BackupDiff.open(first, second, Trust.VERIFIED, clock.instant(), SALT);
  }

  /** A difference in a line. */
  private static String line(Difference difference) {
    StringBuilder line = new StringBuilder(difference.change().label());
    line.append(' ').append(new String(difference.key(), StandardCharsets.ISO_8859_1));
    if (!difference.changed().isEmpty()) {
      line.append(' ').append(difference.changed());
    }
    Difference.Shown before = difference.before();
    Difference.Shown after = difference.after();
    return line.append(": ")
        .append(before == null ? "" : before.json())
        .append(" > ")
        .append(after == null ? "" : after.json())
        .toString();
  }

  private List<String> lines(Path first, Path second) throws IOException {
    try (BackupDiff diff = open(first, second)) {
      BackupDiff.Counts counts = diff.counts();
      BackupDiff.Slice all = diff.next(1000, 1 << 20);
      assertThat(all.isLast()).isTrue();
      assertThat(all.differences()).hasSize((int) counts.different());
      return all.differences().stream().map(BackupDiffTest::line).toList();
    }
  }

  @Test
  void differences_ofAllKinds_areShownInTheOrderOfTheKeys() throws Exception {
    store.set("users", "removed", "r").set("users", "value", "1").set("users", "deadline", "d");
    store.set("users", "type", "t").set("users", "both", "1");
    store.push("users", Bytes.of("list"), NEVER, Bytes.of("a"), Bytes.of("b"));
    store.push("users", Bytes.of("same list"), LATER, Bytes.of("a"), Bytes.of("b"));
    Path first = backUp();
    store.keyspace("users").entries().remove(Bytes.of("removed"));
    store.set("users", "value", "2").set("users", "added", "a");
    store.set("users", Bytes.of("deadline"), Bytes.of("d"), LATER);
    store.set("users", Bytes.of("both"), Bytes.of("2"), LATER);
    store.push("users", Bytes.of("type"), NEVER, Bytes.of("t"));
    store.push("users", Bytes.of("list"), NEVER, Bytes.of("ab"));
    store.set("users", Bytes.of(new byte[] {(byte) 0xff, 0}), Bytes.of(new byte[] {-1}), NEVER);
    Path second = backUp();

    assertThat(lines(first, second))
        .containsExactly(
            "added added:  > \"a\"",
            "changed both [value, deadline]: \"1\" > {\"$type\": \"string\", \"value\": \"2\","
                + " \"expires_at\": \"2025-11-15T17:11:18.027Z\"}",
            "changed deadline [deadline]: \"d\" > {\"$type\": \"string\", \"value\": \"d\","
                + " \"expires_at\": \"2025-11-15T17:11:18.027Z\"}",
            "changed list [value]: [\"a\", \"b\"] > [\"ab\"]",
            "removed removed: \"r\" > ",
            "changed type [type]: \"t\" > [\"t\"]",
            "changed value [value]: \"1\" > \"2\"",
            "added \u00ff\u0000:  > {\"$type\": \"string\", \"base64\": \"/w==\"}");
    try (BackupDiff diff = open(first, second)) {
      assertThat(diff.counts()).isEqualTo(new BackupDiff.Counts(2, 1, 5, 2));
    }
    assertThat(lines(first, first)).isEmpty();
  }

  private static Bytes[] texts(String... texts) {
    return Stream.of(texts).map(Bytes::of).toArray(Bytes[]::new);
  }

  private void putScores(String key, double... scores) {
    Bytes[] elements = new Bytes[2 * scores.length];
    for (int i = 0; i < scores.length; i++) {
      elements[2 * i] = Bytes.of("m" + i);
      elements[2 * i + 1] = FakeStore.score(scores[i]);
    }
    store.put("users", ValueType.ZSET, Bytes.of(key), NEVER, elements);
  }

  @Test
  void hashesAndSets_inAnotherOrder_areTheSame_andWhatDiffersIsShown() throws Exception {
    store.put("users", ValueType.HASH, Bytes.of("h"), NEVER, texts("a", "1", "b", "2"));
    store.put("users", ValueType.HASH, Bytes.of("swapped"), NEVER, texts("a", "b", "c", "d"));
    store.put("users", ValueType.HASH, Bytes.of("cut"), NEVER, texts("ab", "c"));
    store.put("users", ValueType.HASH, Bytes.of("late"), NEVER, texts("a", "1"));
    store.put("users", ValueType.SET, Bytes.of("s"), NEVER, texts("x", "y", "z"));
    store.put("users", ValueType.SET, Bytes.of("set"), NEVER, texts("x", "y"));
    store.push("users", Bytes.of("type"), NEVER, texts("x", "y"));
    putScores("same z", -1, 0.5);
    putScores("z", -1, 0.5);
    Path first = backUp();
    store.put("users", ValueType.HASH, Bytes.of("h"), NEVER, texts("b", "2", "a", "1"));
    store.put("users", ValueType.HASH, Bytes.of("swapped"), NEVER, texts("a", "d", "c", "b"));
    store.put("users", ValueType.HASH, Bytes.of("cut"), NEVER, texts("a", "bc"));
    store.put("users", ValueType.HASH, Bytes.of("late"), LATER, texts("a", "1"));
    store.put("users", ValueType.SET, Bytes.of("s"), NEVER, texts("z", "x", "y"));
    store.put("users", ValueType.SET, Bytes.of("set"), NEVER, texts("x"));
    store.put("users", ValueType.SET, Bytes.of("type"), NEVER, texts("x", "y"));
    putScores("z", -1, Double.POSITIVE_INFINITY);
    Path second = backUp();

    assertThat(lines(first, second))
        .containsExactly(
            "changed cut [value]: {\"$type\": \"hash\", \"value\": {\"ab\": \"c\"}}"
                + " > {\"$type\": \"hash\", \"value\": {\"a\": \"bc\"}}",
            "changed late [deadline]: {\"$type\": \"hash\", \"value\": {\"a\": \"1\"}}"
                + " > {\"$type\": \"hash\", \"expires_at\": \"2025-11-15T17:11:18.027Z\","
                + " \"value\": {\"a\": \"1\"}}",
            "changed set [value]: {\"$type\": \"set\", \"value\": [\"x\", \"y\"]}"
                + " > {\"$type\": \"set\", \"value\": [\"x\"]}",
            "changed swapped [value]:"
                + " {\"$type\": \"hash\", \"value\": {\"a\": \"b\", \"c\": \"d\"}}"
                + " > {\"$type\": \"hash\", \"value\": {\"a\": \"d\", \"c\": \"b\"}}",
            "changed type [type]: [\"x\", \"y\"]"
                + " > {\"$type\": \"set\", \"value\": [\"x\", \"y\"]}",
            "changed z [value]:"
                + " {\"$type\": \"zset\", \"value\": [[\"m0\", -1], [\"m1\", 0.5]]}"
                + " > {\"$type\": \"zset\", \"value\": [[\"m0\", -1], [\"m1\", \"inf\"]]}");
  }

  @Test
  void emptyCache_againstAnother_isAllAddedOrAllRemoved() throws Exception {
    Path full = backUp();
    store.keyspace("users").entries().clear();
    Path empty = backUp();
    assertThat(lines(full, empty)).containsExactly("removed same: \"s\" > ");
    assertThat(lines(empty, full)).containsExactly("added same:  > \"s\"");
    assertThat(lines(empty, empty)).isEmpty();
  }

  @Test
  void expiredEntries_areComparedLikeOthers() throws Exception {
    store.set("users", Bytes.of("k"), Bytes.of("v"), LATER);
    Path first = backUp();
    store.set("users", Bytes.of("k"), Bytes.of("w"), LATER);
    Path second = backUp();
    clock.advance(Duration.ofDays(1));
    assertThat(lines(first, second)).hasSize(1).first().asString().startsWith("changed k [value]");
  }

  @Test
  void longValue_isShownByItsLengthOnly_andComparedWhole() throws Exception {
    store.set("users", Bytes.of("long"), FakeStore.repeated("ab", 3_000_000), NEVER);
    Path first = backUp();
    byte[] changed = FakeStore.repeated("ab", 3_000_000).bytes();
    changed[2_999_999] = 'c';
    store.set("users", Bytes.of("long"), Bytes.of(changed), NEVER);
    Path second = backUp();
    assertThat(lines(first, second))
        .singleElement()
        .asString()
        .matches(
            "changed long \\[value]: (\\{\"\\$type\": \"string\", \"omitted_bytes\": 300\\d{4}})"
                + " > \\1");
  }

  @Test
  void anyTwoCaches_inPartsAndSlices_differAsMapsDo() throws Exception {
    Random random = new Random(5);
    Map<String, String> before = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      before.put("key" + random.nextInt(100_000), "v" + random.nextInt(3));
    }
    before.forEach((key, value) -> store.set("users", key, value));
    Path first = backUp();
    Map<String, String> after = new HashMap<>(before);
    after.keySet().removeIf(key -> random.nextInt(10) == 0);
    after.replaceAll((key, value) -> random.nextInt(10) == 0 ? "w" : value);
    for (int i = 0; i < 300; i++) {
      after.put("new" + i, "n");
    }
    store = new FakeStore(clock);
    store.set("users", "same", "s");
    after.forEach((key, value) -> store.set("users", key, value));
    Path second = backUp();

    TreeMap<String, String> expected = new TreeMap<>();
    before.forEach((key, was) -> expected.put(key, was + ">" + after.getOrDefault(key, "")));
    after.forEach((key, is) -> expected.put(key, before.getOrDefault(key, "") + ">" + is));
    expected.values().removeIf(change -> change.matches("(.*)>\\1"));
    for (long tableBytes : new long[] {1 << 30, 1}) {
      TreeMap<String, String> found = new TreeMap<>();
      List<String> keys = new ArrayList<>();
      try (BackupDiff diff =
          BackupDiff.open(first, second, Trust.VERIFIED, clock.instant(), SALT, tableBytes)) {
        assertThat(diff.counts().different()).isEqualTo(expected.size());
        BackupDiff.Slice slice;
        do {
          slice = diff.next(200, tableBytes == 1 ? 30_000 : 1 << 20);
          assertThat(slice.differences()).hasSizeBetween(1, 200);
          for (Difference each : slice.differences()) {
            String key = new String(each.key(), StandardCharsets.UTF_8);
            keys.add(key);
            found.put(key, text(each.before()) + ">" + text(each.after()));
          }
        } while (!slice.isLast());
      }
      assertThat(found).isEqualTo(expected);
      assertThat(keys).isSorted();
    }
  }

  private static String text(Difference.@Nullable Shown shown) {
    return shown == null ? "" : shown.json().replace("\"", "");
  }

  @Test
  void damagedForgedOrCutFile_isRefusedOnEitherSide() throws Exception {
    Path good = backUp();
    String text = Files.readString(good);
    for (String bad :
        List.of(
            text.replace("\"s\"", "\"t\""),
            text.substring(0, text.length() / 2),
            text.replace("\"same\": \"s\"", "\"same\": \"s\",\n    \"same\": \"s\""),
            "",
            "{}")) {
      Path file = Files.writeString(folder.resolve("bad.json"), bad);
      assertThatThrownBy(() -> open(good, file)).isInstanceOf(BackupFormatException.class);
      assertThatThrownBy(() -> open(file, good)).isInstanceOf(BackupFormatException.class);
    }
  }

  @Test
  void editedFile_isComparedWhereItIsAdmitted_butNotWithAKeyTwice() throws Exception {
    Path good = backUp();
    Path edited =
        Files.writeString(
            folder.resolve("edited.json"),
            Files.readString(good).replace("\"same\": \"s\"", "\"same\": \"t\""));
    try (BackupDiff diff = BackupDiff.open(good, edited, Trust.UNVERIFIED, clock.instant(), SALT)) {
      assertThat(diff.counts()).isEqualTo(new BackupDiff.Counts(0, 0, 1, 0));
    }
    Path twice =
        Files.writeString(
            folder.resolve("twice.json"),
            Files.readString(good).replace("\"same\": \"s\"", "\"same\": \"s\", \"same\": \"s\""));
    assertThatThrownBy(() -> BackupDiff.open(good, twice, Trust.UNVERIFIED, clock.instant(), SALT))
        .hasMessageContaining("the key occurs twice");
  }
}
