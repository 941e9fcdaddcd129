// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's allocator.
 *
 * <p>Arenas zero what they allocate, which makes the kernel hand over every page of it, and they
 * cannot grow a segment. Here a large block costs address space until it is written to, and growing
 * it moves page tables, not bytes, where the C library can.
 */
final class NativeMemory {
  private static final MethodHandle REALLOC;
  private static final MethodHandle FREE;

  static {
    Linker linker = Linker.nativeLinker();
    REALLOC =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("realloc"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    FREE =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS));
  }

  private NativeMemory() {}

  /**
   * Grows or shrinks a block, keeping what is in it; {@link MemorySegment#NULL} makes a fresh one.
   * The old block is gone afterwards, unless memory is short.
   *
   * @throws OutOfMemoryError where the system has no more; the old block stays as it was
   */
  static MemorySegment resize(MemorySegment block, long bytes) {
    MemorySegment resized;
    try {
      // At least one byte: what realloc does for none differs between C libraries.
      resized = (MemorySegment) REALLOC.invokeExact(block, Math.max(1, bytes));
    } catch (Throwable thrown) {
      throw new AssertionError("realloc cannot throw", thrown);
    }
    if (resized.address() == 0) {
      throw new OutOfMemoryError(
          "no native memory for a request's argument of " + bytes + " bytes");
    }
    return resized.reinterpret(bytes);
  }

  static void free(MemorySegment block) {
    try {
      FREE.invokeExact(block);
    } catch (Throwable thrown) {
      throw new AssertionError("free cannot throw", thrown);
    }
  }

  /** Hands a block to an arena, which frees it, and until then guards its bounds and its life. */
  static MemorySegment give(MemorySegment block, Arena arena) {
    return block.reinterpret(arena, NativeMemory::free);
  }
}
