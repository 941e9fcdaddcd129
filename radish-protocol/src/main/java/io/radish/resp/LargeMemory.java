// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of one request: its large arguments, each in a region of its own, and ordinary
 * ones of a very long request, packed into shared regions.
 *
 * <p>A large argument is collected in a block that doubles as bytes arrive, up to the announced
 * length. Used by the connection's thread.
 */
final class LargeMemory {
  /** First size of a block: above the threshold of a large argument, and one socket read or so. */
  private static final int FIRST_BLOCK = 256 * 1024;

  /** Size of a region for packed arguments: rare enough to allocate, small enough to waste. */
  private static final int PACKED_REGION = 1024 * 1024;

  private @Nullable Arena arena;
  private MemorySegment[] regions = new MemorySegment[0];
  private int count;
  private long bytes;

  private MemorySegment growing = MemorySegment.NULL;
  private int announced;
  private int received;

  private int packedRegion = -1;
  private int packed;

  LargeMemory() {}

  /** Makes memory that lives until {@code arena} is closed by its owner. */
  LargeMemory(Arena arena) {
    this.arena = arena;
  }

  /** Starts to collect an argument of {@code length} bytes, of which none is there yet. */
  void begin(int length) {
    announced = length;
    received = 0;
  }

  /** The bytes that the argument being collected still lacks. */
  int missing() {
    return announced - received;
  }

  /** Adds to the argument being collected; {@code length} is at most what it lacks. */
  void append(byte[] source, int offset, int length) {
    long needed = (long) received + length;
    if (needed > growing.byteSize()) {
      long size = Math.max(needed, Math.max(FIRST_BLOCK, growing.byteSize() * 2));
      long before = growing.byteSize();
      growing = NativeMemory.resize(growing, Math.min(size, announced));
      bytes += growing.byteSize() - before;
    }
    MemorySegment.copy(source, offset, growing, JAVA_BYTE, received, length);
    received += length;
  }

  /** Ends the argument being collected and returns its region; it begins at offset 0 there. */
  int finish() {
    MemorySegment block = growing;
    growing = MemorySegment.NULL;
    return add(NativeMemory.give(block, arena()));
  }

  /** Copies an ordinary argument to a shared region, and returns the region. */
  int pack(byte[] source, int offset, int length) {
    makeRoom(length);
    MemorySegment.copy(source, offset, regions[packedRegion], JAVA_BYTE, packed, length);
    packed += length;
    return packedRegion;
  }

  /** Copies bytes to a shared region, or to one of their own where they are many. */
  int pack(MemorySegment source) {
    makeRoom((int) source.byteSize());
    MemorySegment.copy(source, 0, regions[packedRegion], packed, source.byteSize());
    packed += (int) source.byteSize();
    return packedRegion;
  }

  /** Where, within its region, the argument packed last ends. */
  int packedEnd() {
    return packed;
  }

  MemorySegment region(int index) {
    return regions[index];
  }

  /** Native memory held at the moment. */
  long bytes() {
    return bytes;
  }

  /** Frees everything; arguments that lie here can no longer be read. */
  void release() {
    if (growing.address() != 0) {
      NativeMemory.free(growing);
      growing = MemorySegment.NULL;
    }
    Arena owned = arena;
    if (owned != null) {
      arena = null;
      owned.close();
    }
    regions = new MemorySegment[0];
    count = 0;
    bytes = 0;
    packedRegion = -1;
  }

  private void makeRoom(int length) {
    if (packedRegion < 0 || regions[packedRegion].byteSize() - packed < length) {
      int size = Math.max(PACKED_REGION, length);
      MemorySegment block = NativeMemory.resize(MemorySegment.NULL, size);
      bytes += size;
      packedRegion = add(NativeMemory.give(block, arena()));
      packed = 0;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by release(), when the request is done with
  private Arena arena() {
    Arena owned = arena;
    if (owned == null) {
      owned = Arena.ofConfined();
      arena = owned;
    }
    return owned;
  }

  private int add(MemorySegment region) {
    if (count == regions.length) {
      regions = Arrays.copyOf(regions, Math.max(4, count * 2));
    }
    regions[count] = region;
    return count++;
  }
}
