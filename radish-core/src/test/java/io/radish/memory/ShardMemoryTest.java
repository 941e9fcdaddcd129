// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardMemoryTest {
  private final ShardMemory memory = new ShardMemory();

  private record Block(int ref, int bytes, byte filler) {}

  @AfterEach
  void releaseAll() {
    memory.clear();
    memory.takeReleased().forEach(Arena::close);
  }

  @Test
  void sizeClasses_ofEverySize_holdItAndWasteLittle() {
    int last = -1;
    for (int bytes = 1; bytes <= SizeClasses.MAX_BYTES; bytes++) {
      int sizeClass = SizeClasses.classOf(bytes);
      int block = SizeClasses.bytesOf(sizeClass);
      assertThat(block).isGreaterThanOrEqualTo(bytes);
      assertThat(block - bytes).isLessThan(Math.max(8, bytes / 16 + 1));
      assertThat(sizeClass).isBetween(Math.max(0, last), last + 1);
      last = sizeClass;
    }
    assertThat(last).isEqualTo(SizeClasses.COUNT - 1);
  }

  @Test
  void slabs_ofEveryClass_wasteLessThanFourPercent() {
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      int slab = SizeClasses.pagesOf(i) * Pages.PAGE_BYTES;
      assertThat(slab % SizeClasses.bytesOf(i)).isLessThan(slab * 4 / 100);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void blocks_takenAndGivenBackAtRandom_keepWhatWasWritten(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Block> blocks = new ArrayList<>();
    long used = 0;
    for (int i = 0; i < 60_000; i++) {
      boolean grow = random.nextInt(1000) < (i / 5000 % 2 == 0 ? 650 : 350);
      if (grow || blocks.isEmpty()) {
        Block block = take(random);
        used += ShardMemory.blockBytes(block.bytes());
        blocks.add(block);
      } else {
        Block block = blocks.set(random.nextInt(blocks.size()), blocks.getLast());
        blocks.removeLast();
        used -= ShardMemory.blockBytes(block.bytes());
        giveBack(block);
      }
      assertThat(memory.usedBytes()).isEqualTo(used);
    }
    assertThat(memory.reservedBytes()).isGreaterThanOrEqualTo(used);
    blocks.forEach(this::giveBack);
    assertThat(memory.usedBytes()).isZero();
    assertThat(memory.blocksInUse()).isZero();
  }

  private Block take(RandomGenerator random) {
    int bytes =
        switch (random.nextInt(100)) {
          case 0 -> 600_000 + random.nextInt(900_000);
          case 1, 2, 3 -> 8_000 + random.nextInt(400_000);
          case 4, 5, 6, 7, 8, 9, 10 -> 1 + random.nextInt(9_000);
          default -> 1 + random.nextInt(200);
        };
    Block block = new Block(memory.allocate(bytes), bytes, (byte) random.nextInt());
    assertThat(block.ref()).isNotZero();
    memory
        .segment(block.ref())
        .asSlice(ShardMemory.offset(block.ref()), bytes)
        .fill(block.filler());
    return block;
  }

  private void giveBack(Block block) {
    MemorySegment segment = memory.segment(block.ref());
    long at = ShardMemory.offset(block.ref());
    assertThat(segment.get(ValueLayout.JAVA_BYTE, at)).isEqualTo(block.filler());
    assertThat(segment.get(ValueLayout.JAVA_BYTE, at + block.bytes() - 1))
        .isEqualTo(block.filler());
    memory.free(block.ref(), block.bytes());
    memory.takeReleased().forEach(Arena::close);
  }

  @Test
  void chunks_afterAllBlocksWereGivenBack_goBackToTheSystem() {
    List<Integer> refs = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      refs.add(memory.allocate(100));
    }
    long full = memory.reservedBytes();
    refs.forEach(ref -> memory.free(ref, 100));
    assertThat(full).isGreaterThanOrEqualTo(10L << 20);
    assertThat(memory.reservedBytes()).isLessThanOrEqualTo(3L << 20);
  }

  @Test
  void block_givenBackTwice_isRefused() {
    int ref = memory.allocate(64);
    memory.allocate(64);
    memory.free(ref, 64);
    assertThatThrownBy(() -> memory.free(ref, 64)).hasMessageContaining("given back twice");
  }

  @Test
  void block_writtenToAfterItWasGivenBack_isNoticedWhenItIsTakenAgain() {
    int ref = memory.allocate(64);
    memory.allocate(64);
    memory.free(ref, 64);
    memory.segment(ref).set(ValueLayout.JAVA_BYTE, ShardMemory.offset(ref) + 20, (byte) 1);
    assertThatThrownBy(() -> memory.allocate(64)).hasMessageContaining("written to after its end");
  }

  @Test
  void block_givenBackWithAnotherSize_isRefused() {
    int ref = memory.allocate(64);
    assertThatThrownBy(() -> memory.free(ref, 200)).hasMessageContaining("not of the size");
    memory.free(ref, 64);
  }

  @Test
  void sparseChunks_areLookedForInSteps_andEmptiedWhereTheyAreSparsest() {
    List<Integer> refs = new ArrayList<>();
    for (int i = 0; i < 100 * 256; i++) {
      refs.add(memory.allocate(4000));
    }
    // Of the chunks in the second half nearly all is given back, of those in the first a quarter.
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < refs.size(); i++) {
      if (i < refs.size() / 2 ? i % 4 == 0 : i % 40 != 0) {
        memory.free(refs.get(i), 4000);
      } else {
        left.add(refs.get(i));
      }
    }
    int steps = 1;
    while (memory.lookForSparse()) {
      steps++;
    }
    assertThat(steps).isGreaterThan(6);
    assertThat(memory.beginEmptying()).isTrue();
    long toMove = left.stream().filter(memory::isToMove).count();
    assertThat(toMove).isPositive();
    for (int i = 0; i < left.size(); i++) {
      if (memory.isToMove(left.get(i))) {
        assertThat(i).isGreaterThan(refs.size() * 3 / 8 - 256);
        memory.free(left.get(i), 4000);
        left.set(i, memory.allocate(4000));
        assertThat(memory.isToMove(left.get(i))).isFalse();
      }
    }
    assertThat(memory.endEmptying()).isBetween(20, 32);
    left.forEach(ref -> memory.free(ref, 4000));
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void emptying_thatMovesNothing_endsWithNoChunkEmptied() {
    List<Integer> refs = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      refs.add(memory.allocate(1000));
    }
    for (int i = 0; i < 5000; i++) {
      if (i % 3 != 0) {
        memory.free(refs.get(i), 1000);
      }
    }
    while (memory.lookForSparse()) {
      assertThat(memory.isToMove(refs.getFirst())).isFalse();
    }
    assertThat(memory.beginEmptying()).isTrue();
    assertThat(memory.endEmptying()).isZero();
    for (int i = 0; i < 5000; i += 3) {
      memory.free(refs.get(i), 1000);
    }
    assertThat(memory.usedBytes()).isZero();
  }
}
