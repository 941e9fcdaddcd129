// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a record has of its tree.
 *
 * <pre>
 *   0   topmost page: 4 bytes | a note of the owner's: 4 bytes
 *   8   number of elements
 *   16  bytes of all blocks, as they were rounded
 * </pre>
 */
public final class TreeRoot {
  /** The bytes of a root. */
  public static final int BYTES = 24;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private TreeRoot() {}

  /** Writes the root of a new tree without elements at {@code at}; it has a page already. */
  public static void init(VersionedMemory versions, MemorySegment root, long at) {
    int page = Page.allocate(versions, 0);
    set(root, at, page, 0, Page.BLOCK_BYTES);
  }

  static void set(MemorySegment root, long at, int page, long count, long bytes) {
    root.set(INT, at, page);
    root.set(INT, at + 4, 0);
    root.set(LONG, at + 8, count);
    root.set(LONG, at + 16, bytes);
  }

  /** Whether there is a tree: a root of zeros is the root of none. */
  public static boolean exists(MemorySegment root, long at) {
    return page(root, at) != 0;
  }

  static int page(MemorySegment root, long at) {
    return root.get(INT, at);
  }

  static void setPage(MemorySegment root, long at, int page) {
    root.set(INT, at, page);
  }

  /** What the owner has noted, 0 at first. */
  public static int note(MemorySegment root, long at) {
    return root.get(INT, at + 4);
  }

  /** Notes something, in a root that may be written to. */
  public static void setNote(MemorySegment root, long at, int note) {
    root.set(INT, at + 4, note);
  }

  /** The number of elements. */
  public static long count(MemorySegment root, long at) {
    return root.get(LONG, at + 8);
  }

  /** The bytes of all blocks behind the root. */
  public static long bytes(MemorySegment root, long at) {
    return root.get(LONG, at + 16);
  }

  static void add(MemorySegment root, long at, long count, long bytes) {
    root.set(LONG, at + 8, root.get(LONG, at + 8) + count);
    root.set(LONG, at + 16, root.get(LONG, at + 16) + bytes);
  }

  /** What a tree that is being taken apart has behind it: the way to its next leaf. */
  static long way(MemorySegment root, long at) {
    return root.get(LONG, at + 8);
  }

  static void setWay(MemorySegment root, long at, long way) {
    root.set(LONG, at + 8, way);
  }
}
