// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees beside a map of the library's, through all that is done to them. */
class TreeTest {
  private final VersionedMemory versions = new VersionedMemory(new ShardMemory());
  private final ShardMemory memory = versions.memory();
  private final MemorySegment root = MemorySegment.ofArray(new byte[TreeRoot.BYTES]);
  private final TreeMap<Element, String> model = new TreeMap<>();

  /** A key of the model, in the order of the tree. */
  private record Element(long head, String rest) implements Comparable<Element> {
    @Override
    public int compareTo(Element other) {
      int order = Long.compareUnsigned(head, other.head);
      return order != 0 ? order : ByteView.of(rest).compare(ByteView.of(other.rest));
    }
  }

  TreeTest() {
    TreeRoot.init(versions, root, 0);
  }

  @AfterEach
  void nothingIsLeft() {
    versions.closeCut();
    while (versions.freeKept(1000)) {
      // What a cut kept.
    }
    TreeBlocks.beginFreeing(root, 0);
    while (!TreeBlocks.freeSome(versions, root, 0)) {
      // Step by step.
    }
    assertThat(memory.usedBytes()).isZero();
    memory.clear();
    memory.takeReleased().forEach(Arena::close);
  }

  private TreeEdit edit() {
    return new TreeEdit(versions, root, 0);
  }

  private void put(long head, String rest, String value) {
    edit().put(head, ByteView.of(rest), ByteView.of(value));
    model.put(new Element(head, rest), value);
  }

  private void remove(long head, String rest) {
    TreeEdit edit = edit();
    boolean found = edit.find(head, ByteView.of(rest));
    assertThat(found).isEqualTo(model.remove(new Element(head, rest)) != null);
    if (found) {
      edit.remove();
    }
  }

  private void assertSound() {
    assertThat(TreeCheck.problemsOf(memory, root, 0)).isEmpty();
    assertThat(forwards(root)).isEqualTo(texts(model));
    assertThat(backwards()).isEqualTo(texts(model).reversed());
    long versionsOnly = TreeRoot.bytes(root, 0);
    assertThat(memory.usedBytes()).isGreaterThanOrEqualTo(versionsOnly);
  }

  private static List<String> texts(Map<Element, String> of) {
    return of.entrySet().stream()
        .map(each -> text(each.getKey().head(), each.getKey().rest(), each.getValue()))
        .toList();
  }

  private static String text(long head, String rest, String value) {
    return head + "|" + rest + "|" + value;
  }

  private static String shown(TreeCursor cursor) {
    return text(cursor.head(), cursor.rest().toText(), cursor.value().toText());
  }

  private List<String> forwards(MemorySegment of) {
    List<String> all = new ArrayList<>();
    TreeCursor cursor = new TreeCursor().open(memory, of, 0);
    while (cursor.next()) {
      all.add(shown(cursor));
    }
    return all;
  }

  private List<String> backwards() {
    List<String> all = new ArrayList<>();
    TreeCursor cursor = new TreeCursor().open(memory, root, 0).toEnd();
    while (cursor.previous()) {
      all.add(shown(cursor));
    }
    return all;
  }

  private static String text(Random random, int most) {
    int length = random.nextInt(10) == 0 ? random.nextInt(most) : random.nextInt(20);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(26));
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void withoutElements_hasNone() {
    assertSound();
    remove(1, "none");
    assertThat(edit().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void changedAtRandom_holdsWhatTheModelHolds(long seed) {
    Random random = new Random(seed);
    int heads = 1 << random.nextInt(1, 16);
    int most = seed % 2 == 0 ? 60 : 5000;
    for (int i = 0; i < 20_000; i++) {
      // Grows, shrinks, and grows again.
      boolean growing = (i / 5000) % 2 == 0;
      long head = random.nextInt(heads) * (seed % 3 == 0 ? -7L : 1L);
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        put(head, text(random, most), text(random, most));
      } else if (!model.isEmpty()) {
        Element from = model.ceilingKey(new Element(head, ""));
        Element victim = from == null ? model.firstKey() : from;
        remove(victim.head(), victim.rest());
      }
      if (i % 2500 == 0) {
        assertSound();
      }
    }
    assertSound();
    assertThat(memory.usedBytes()).isEqualTo(TreeRoot.bytes(root, 0));
    while (!model.isEmpty()) {
      Element victim = random.nextBoolean() ? model.firstKey() : model.lastKey();
      remove(victim.head(), victim.rest());
    }
    assertSound();
  }

  @Test
  void filledInOrder_fillsItsPages() {
    for (int i = 0; i < 100_000; i++) {
      edit().put(i, ByteView.of("member"), ByteView.of("value"));
    }
    assertThat(TreeCheck.problemsOf(memory, root, 0)).isEmpty();
    assertThat(TreeRoot.bytes(root, 0) / 100_000).as("of 23 bytes each").isLessThan(25);
  }

  @Test
  void filledBackwards_fillsItsPages() {
    for (int i = 100_000; i > 0; i--) {
      edit().put(i, ByteView.of("member"), ByteView.of("value"));
    }
    assertThat(TreeCheck.problemsOf(memory, root, 0)).isEmpty();
    assertThat(TreeRoot.bytes(root, 0) / 100_000).isLessThan(25);
  }

  @Test
  void ranks_areThoseOfTheModel() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      put(random.nextInt(3000), text(random, 100), "");
    }
    List<String> all = texts(model);
    TreeCursor cursor = new TreeCursor().open(memory, root, 0);
    for (int i = 0; i < 1000; i++) {
      int rank = random.nextInt(all.size());
      assertThat(cursor.seekRank(rank).rank()).isEqualTo(rank);
      assertThat(cursor.next()).isTrue();
      assertThat(shown(cursor)).isEqualTo(all.get(rank));
      assertThat(cursor.seek(cursor.head(), ByteView.of(cursor.rest().toBytes()))).isTrue();
      assertThat(cursor.rank()).isEqualTo(rank);
    }
    assertThat(cursor.seekRank(all.size()).next()).isFalse();
    assertThat(cursor.seekRank(Long.MAX_VALUE).rank()).isEqualTo(all.size());
  }

  @Test
  void seeks_endBeforeTheFirstThatIsNotBelow() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      put(random.nextInt(500), text(random, 100), "");
    }
    TreeCursor cursor = new TreeCursor().open(memory, root, 0);
    for (int i = 0; i < 5000; i++) {
      Element sought = new Element(random.nextInt(500), text(random, 10));
      boolean found = cursor.seek(sought.head(), ByteView.of(sought.rest()));
      assertThat(found).isEqualTo(model.containsKey(sought));
      Map.Entry<Element, String> next = model.ceilingEntry(sought);
      assertThat(cursor.next()).isEqualTo(next != null);
      if (next != null) {
        assertThat(shown(cursor)).isEqualTo(text(next.getKey().head(), next.getKey().rest(), ""));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void openCut_readsWhatWasThere(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      put(random.nextInt(2000), text(random, 3000), text(random, 3000));
    }
    MemorySegment picture =
        MemorySegment.ofArray(root.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    List<String> before = forwards(picture);
    versions.openCut();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean()) {
        put(random.nextInt(2000), text(random, 3000), text(random, 3000));
      } else {
        Element victim = model.firstKey();
        remove(victim.head(), victim.rest());
      }
    }
    assertSound();
    assertThat(forwards(picture)).isEqualTo(before);
    versions.closeCut();
    while (versions.freeKept(100)) {
      // Step by step.
    }
    assertSound();
    assertThat(memory.usedBytes()).isEqualTo(TreeRoot.bytes(root, 0));
  }

  @Test
  void droppedWhileACutReadsIt_staysForTheCut() {
    Random random = new Random(31);
    for (int i = 0; i < 10_000; i++) {
      put(random.nextInt(2000), text(random, 3000), text(random, 3000));
    }
    MemorySegment picture =
        MemorySegment.ofArray(root.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    List<String> before = forwards(picture);
    versions.openCut();
    put(1, "another", "one");
    TreeBlocks.beginFreeing(root, 0);
    while (!TreeBlocks.freeSome(versions, root, 0)) {
      // Step by step.
    }
    assertThat(forwards(picture)).isEqualTo(before);
    versions.closeCut();
    while (versions.freeKept(100)) {
      // Step by step.
    }
    assertThat(memory.usedBytes()).isZero();
    TreeRoot.init(versions, root, 0);
  }

  @Test
  void copy_isOneOfItsOwn() {
    Random random = new Random(41);
    for (int i = 0; i < 5000; i++) {
      put(random.nextInt(2000), text(random, 3000), text(random, 3000));
    }
    MemorySegment copy = MemorySegment.ofArray(new byte[TreeRoot.BYTES]);
    TreeBlocks.copy(memory, root, 0, versions, copy, 0);
    List<String> before = forwards(root);
    new TreeEdit(versions, copy, 0).put(0, ByteView.of("new"), ByteView.of(""));
    assertThat(forwards(root)).isEqualTo(before);
    assertThat(forwards(copy)).hasSize(before.size() + 1).containsAll(before);
    assertThat(TreeCheck.problemsOf(memory, copy, 0)).isEmpty();
    TreeBlocks.free(versions, copy, 0);
    assertSound();
  }
}
