// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Chooses the chunks that are worth emptying: those of which least is in use, whose blocks fit into
 * fewer chunks.
 */
final class Emptying {
  /** A chunk with less than this in use is worth it: six such blocks move to free one chunk. */
  private static final int MOST_USED = Pages.CHUNK_BYTES / 100 * 85;

  /** Chunks emptied in one go: what is moved needs their room a second time for a while. */
  private static final int MOST_CHUNKS = 32;

  private record Chunk(int number, int used, int freePages) {}

  private Emptying() {}

  /** Fences the chunks chosen, with every span told to {@code leave}; whether there are any. */
  static boolean fence(Pages pages, Consumer<Span> leave) {
    List<Chunk> chunks = new ArrayList<>();
    for (int chunk = 1; chunk < pages.chunksEnd(); chunk++) {
      Chunk found = look(pages, chunk);
      if (found.used() > 0) {
        chunks.add(found);
      }
    }
    long room = chunks.stream().mapToLong(chunk -> Pages.CHUNK_BYTES - chunk.used()).sum();
    // The one with most free pages takes in what comes out of the others.
    chunks.sort(Comparator.comparingInt(Chunk::freePages));
    List<Chunk> sparse =
        chunks.stream()
            .limit(Math.max(0, chunks.size() - 1))
            .filter(chunk -> chunk.used() < MOST_USED)
            .sorted(Comparator.comparingInt(Chunk::used))
            .toList();
    // As many as there would be less if everything lay side by side: what is in them fills up the
    // slabs of the others.
    long gain = Math.min(MOST_CHUNKS, room / Pages.CHUNK_BYTES);
    List<Chunk> chosen = sparse.subList(0, (int) Math.min(sparse.size(), gain));
    for (Chunk one : chosen) {
      pages.forEachSpan(one.number(), leave);
      pages.fence(one.number());
    }
    return !chosen.isEmpty();
  }

  /** What is in a chunk; nothing in one that is a block of its own. */
  private static Chunk look(Pages pages, int chunk) {
    int[] used = new int[1];
    int[] freePages = new int[1];
    pages.forEachSpan(
        chunk,
        span -> {
          switch (span.sizeClass) {
            case Span.FREE -> freePages[0] += span.pages;
            case Span.WHOLE -> used[0] += span.pages << Pages.PAGE_SHIFT;
            default -> used[0] += span.used * SizeClasses.bytesOf(span.sizeClass);
          }
        });
    return new Chunk(chunk, used[0], freePages[0]);
  }
}
