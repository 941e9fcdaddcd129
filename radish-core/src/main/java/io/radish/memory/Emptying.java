// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.util.function.Consumer;

/**
 * Chooses the chunks that are worth emptying: those of which least is in use, whose blocks fit into
 * fewer chunks.
 *
 * <p>It looks at some chunks at a time, since there are thousands of them in a large shard; what it
 * saw first may have changed when it chooses, so it looks once more at those few.
 */
final class Emptying {
  /** A chunk with less than this in use is worth it: six such blocks move to free one chunk. */
  private static final int MOST_USED = Pages.CHUNK_BYTES / 100 * 85;

  /** Chunks emptied in one go: what is moved needs their room a second time for a while. */
  private static final int MOST_CHUNKS = 32;

  /** Chunks looked at in one step, of at most 256 spans each: some ten microseconds. */
  private static final int LOOKED_AT_ONCE = 16;

  // The sparsest chunks so far, least used first: one more than are emptied, since one may be that
  // which takes in what comes out of the others.
  private final int[] sparsest = new int[MOST_CHUNKS + 1];
  private final int[] usedOf = new int[MOST_CHUNKS + 1];
  private int found;

  /** The chunk with most free pages, which takes in what comes out of the others. */
  private int roomiest;

  private int roomiestPages = -1;
  private long room;
  private int next = 1;

  // What look() saw.
  private int used;
  private int freePages;

  /** Looks at some more chunks; whether there are further ones. */
  boolean lookSome(Pages pages) {
    int end = Math.min(pages.chunksEnd(), next + LOOKED_AT_ONCE);
    for (; next < end; next++) {
      look(pages, next);
      if (used > 0) {
        note(next);
      }
    }
    return next < pages.chunksEnd();
  }

  private void note(int chunk) {
    room += Pages.CHUNK_BYTES - used;
    if (freePages > roomiestPages) {
      roomiestPages = freePages;
      roomiest = chunk;
    }
    if (used >= MOST_USED || (found == sparsest.length && used >= usedOf[found - 1])) {
      return;
    }
    int place = found == sparsest.length ? found - 1 : found++;
    for (; place > 0 && usedOf[place - 1] > used; place--) {
      sparsest[place] = sparsest[place - 1];
      usedOf[place] = usedOf[place - 1];
    }
    sparsest[place] = chunk;
    usedOf[place] = used;
  }

  /** Fences the chunks chosen, with every span told to {@code leave}; the number of them. */
  int fence(Pages pages, Consumer<Span> leave) {
    // As many as there would be less if everything lay side by side: what is in them fills up the
    // slabs of the others.
    long gain = Math.min(MOST_CHUNKS, room / Pages.CHUNK_BYTES);
    int chosen = 0;
    for (int i = 0; i < found && chosen < gain; i++) {
      int chunk = sparsest[i];
      look(pages, chunk);
      if (chunk != roomiest && used > 0 && used < MOST_USED) {
        pages.forEachSpan(chunk, leave);
        pages.fence(chunk);
        chosen++;
      }
    }
    return chosen;
  }

  /** Sees what is in a chunk; nothing in one that is a block of its own. */
  private void look(Pages pages, int chunk) {
    used = 0;
    freePages = 0;
    pages.forEachSpan(chunk, this::count);
  }

  private void count(Span span) {
    switch (span.sizeClass) {
      case Span.FREE -> freePages += span.pages;
      case Span.WHOLE -> used += span.pages << Pages.PAGE_SHIFT;
      default -> used += span.used * SizeClasses.bytesOf(span.sizeClass);
    }
  }
}
