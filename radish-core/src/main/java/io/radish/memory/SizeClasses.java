// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

/**
 * The block sizes a slab hands out: steps of 8 bytes up to 256, then 16 steps to each doubling, up
 * to {@value #MAX_BYTES}.
 *
 * <p>A request wastes at most 7 bytes below 256 and at most 1/16 above: 3 % on average.
 */
final class SizeClasses {
  /** The largest block cut from a slab; anything larger is given whole pages. */
  static final int MAX_BYTES = 8192;

  private static final int SMALL_LIMIT = 256;
  private static final int SMALL_CLASSES = SMALL_LIMIT / 8;
  private static final int STEPS_PER_DOUBLING = 16;

  /** The number of classes. */
  static final int COUNT = SMALL_CLASSES + 5 * STEPS_PER_DOUBLING;

  /** What of a slab may be left over behind its last block: a 64th. */
  private static final int LITTLE = 64;

  private static final int[] PAGES = new int[COUNT];

  private SizeClasses() {}

  /** The class whose blocks hold {@code bytes}, 1 to {@value #MAX_BYTES}. */
  static int classOf(int bytes) {
    if (bytes <= SMALL_LIMIT) {
      return ((bytes + 7) >>> 3) - 1;
    }
    int doubling = 31 - Integer.numberOfLeadingZeros(bytes - 1);
    int step = (bytes - 1 - (1 << doubling)) >>> (doubling - 4);
    return SMALL_CLASSES + (doubling - 8) * STEPS_PER_DOUBLING + step;
  }

  /** The bytes of a block of class {@code index}. */
  static int bytesOf(int index) {
    if (index < SMALL_CLASSES) {
      return (index + 1) << 3;
    }
    int doubling = 8 + (index - SMALL_CLASSES) / STEPS_PER_DOUBLING;
    int step = (index - SMALL_CLASSES) % STEPS_PER_DOUBLING;
    return (1 << doubling) + ((step + 1) << (doubling - 4));
  }

  /** The pages of a slab of class {@code index}: such that the unused rest stays below 4 %. */
  static int pagesOf(int index) {
    return PAGES[index];
  }

  static {
    for (int i = 0; i < COUNT; i++) {
      PAGES[i] = bestPages(bytesOf(i));
    }
  }

  /**
   * The number of pages, at least 16 KiB or eight blocks and at most 64 KiB: the fewest that waste
   * little, since of each class half a slab lies idle, or else those that waste least.
   */
  private static int bestPages(int bytes) {
    int fewest = Math.clamp(bytes * 8L / Pages.PAGE_BYTES, 4, 12);
    int best = fewest;
    for (int pages = fewest; pages <= 16; pages++) {
      if (waste(pages, bytes) * LITTLE <= (long) pages * Pages.PAGE_BYTES) {
        return pages;
      }
      if (waste(pages, bytes) * best < waste(best, bytes) * pages) {
        best = pages;
      }
    }
    return best;
  }

  private static long waste(int pages, int bytes) {
    return (long) pages * Pages.PAGE_BYTES % bytes;
  }
}
