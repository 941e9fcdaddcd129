// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one shard's memory, and the runs of free pages in them.
 *
 * <p>A chunk is 1 MiB of 256 pages, taken from the operating system at once. Free neighbours are
 * joined when pages come back; a run is found by the smallest sufficient length. A block larger
 * than half a chunk is a chunk of its own, of about its size. Guarded by the shard's lock.
 */
final class Pages {
  static final int PAGE_SHIFT = 12;
  static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  static final int PAGES_PER_CHUNK = 256;
  static final int CHUNK_BYTES = PAGES_PER_CHUNK << PAGE_SHIFT;

  /** What begins a chunk of its own: half a chunk, so that two such blocks would not share one. */
  static final int HUGE_BYTES = CHUNK_BYTES / 2;

  /** Free chunks kept for the next need, so that a shard at a chunk's edge does not flutter. */
  private static final int SPARE_CHUNKS = 1;

  private MemorySegment[] segments = new MemorySegment[4];
  private @Nullable Arena[] arenas = new Arena[4];

  /** For each chunk the span that each page belongs to; nothing for a chunk that is one block. */
  private @Nullable PageTable[] tables = new PageTable[4];

  private final BitSet takenChunks = new BitSet();

  /** Chunks being emptied: their free runs are in no list, so that nothing new comes into them. */
  private final BitSet fenced = new BitSet();

  private final SpanList[] freeRuns = new SpanList[PAGES_PER_CHUNK + 1];
  private final BitSet freeLengths = new BitSet(PAGES_PER_CHUNK + 1);
  private int freeChunks;
  private long reservedBytes;

  /** Arenas whose memory nobody refers to any more; closing them is left to the owner's thread. */
  private final List<Arena> released = new ArrayList<>();

  Pages() {
    Arrays.setAll(freeRuns, i -> new SpanList());
    // There is no chunk 0, so that the reference 0 can mean no block.
    takenChunks.set(0);
    segments[0] = MemorySegment.NULL;
  }

  MemorySegment segment(int chunk) {
    return segments[chunk];
  }

  Span spanAt(int chunk, int page) {
    return table(chunk).span(page);
  }

  long reservedBytes() {
    return reservedBytes;
  }

  /** Takes a run of {@code pages}, at most half a chunk. */
  Span take(int pages) {
    int length = freeLengths.nextSetBit(pages);
    Span run = length < 0 ? addChunk() : unlist(firstOf(length));
    if (run.pages == PAGES_PER_CHUNK) {
      freeChunks--;
    }
    if (run.pages > pages) {
      Span rest = new Span(run.chunk, run.firstPage + pages, run.pages - pages);
      run.pages = pages;
      list(rest);
    }
    table(run.chunk).fill(run);
    return run;
  }

  /** Gives a run back, joined with its free neighbours. */
  void giveBack(Span run) {
    PageTable table = table(run.chunk);
    int first = run.firstPage;
    int end = first + run.pages;
    if (first > 0 && table.span(first - 1).sizeClass == Span.FREE) {
      first = unlist(table.span(first - 1)).firstPage;
    }
    if (end < PAGES_PER_CHUNK && table.span(end).sizeClass == Span.FREE) {
      Span after = unlist(table.span(end));
      end = after.firstPage + after.pages;
    }
    Span joined = new Span(run.chunk, first, end - first);
    list(joined);
    if (joined.pages < PAGES_PER_CHUNK) {
      return;
    }
    if (fenced.get(joined.chunk)) {
      dropChunk(joined.chunk);
    } else if (++freeChunks > SPARE_CHUNKS) {
      dropFree(joined);
    }
  }

  private void dropFree(Span whole) {
    unlist(whole);
    freeChunks--;
    dropChunk(whole.chunk);
  }

  /** Drops the chunks kept for the next need. */
  void dropSpare() {
    while (freeChunks > 0) {
      dropFree(firstOf(PAGES_PER_CHUNK));
    }
  }

  // ---- emptying chunks ----

  /** The number behind the last chunk that is taken. */
  int chunksEnd() {
    return takenChunks.length();
  }

  /** Visits the runs of a chunk, free ones too; none of a chunk that is one block, or not taken. */
  void forEachSpan(int chunk, Consumer<Span> visitor) {
    PageTable table = tables[chunk];
    for (int page = 0; table != null && page < PAGES_PER_CHUNK; ) {
      Span span = table.span(page);
      page += span.pages;
      visitor.accept(span);
    }
  }

  /** Lets nothing new into a chunk, which is not free as a whole. */
  void fence(int chunk) {
    forEachSpan(
        chunk,
        span -> {
          if (span.sizeClass == Span.FREE) {
            unlist(span);
          }
        });
    fenced.set(chunk);
  }

  /** Lets new blocks into a chunk again. */
  void unfence(int chunk) {
    fenced.clear(chunk);
    forEachSpan(
        chunk,
        span -> {
          if (span.sizeClass == Span.FREE) {
            list(span);
          }
        });
  }

  boolean isFenced(int chunk) {
    return fenced.get(chunk);
  }

  /** The first fenced chunk from {@code chunk} on, or -1. */
  int nextFenced(int chunk) {
    return fenced.nextSetBit(chunk);
  }

  /** Takes a chunk of its own for {@code bytes}; the number of the chunk. */
  int takeHuge(long bytes) {
    return newChunk(bytes);
  }

  void giveBackHuge(int chunk) {
    dropChunk(chunk);
  }

  /** Hands over the arenas to close; closing costs too much to do it under a lock. */
  List<Arena> takeReleased() {
    if (released.isEmpty()) {
      return List.of();
    }
    List<Arena> taken = List.copyOf(released);
    released.clear();
    return taken;
  }

  /** Releases everything. */
  void releaseAll() {
    for (int chunk = takenChunks.nextSetBit(1); chunk >= 0; chunk = takenChunks.nextSetBit(chunk)) {
      dropChunk(chunk);
    }
    Arrays.setAll(freeRuns, i -> new SpanList());
    freeLengths.clear();
    fenced.clear();
    freeChunks = 0;
  }

  /** The span that each page of a chunk belongs to; of a free run only its ends are kept true. */
  private static final class PageTable {
    private final Span[] spans = new Span[PAGES_PER_CHUNK];

    PageTable(Span whole) {
      Arrays.fill(spans, whole);
    }

    Span span(int page) {
      return spans[page];
    }

    void fill(Span run) {
      Arrays.fill(spans, run.firstPage, run.firstPage + run.pages, run);
    }

    void mark(Span run) {
      spans[run.firstPage] = run;
      spans[run.firstPage + run.pages - 1] = run;
    }
  }

  private Span addChunk() {
    int chunk = newChunk(CHUNK_BYTES);
    Span whole = new Span(chunk, 0, PAGES_PER_CHUNK);
    tables[chunk] = new PageTable(whole);
    freeChunks++;
    return whole;
  }

  // A chunk's arena lives as long as the chunk and is closed through takeReleased().
  @SuppressWarnings("MustBeClosedChecker")
  private int newChunk(long bytes) {
    Arena arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = arena.allocate(bytes, 64);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    int chunk = takenChunks.nextClearBit(0);
    if (chunk >= ShardMemory.MAX_CHUNKS) {
      arena.close();
      throw new OutOfMemoryError("a shard's address space of 32 GiB is full");
    }
    if (chunk == segments.length) {
      segments = Arrays.copyOf(segments, chunk * 2);
      arenas = Arrays.copyOf(arenas, chunk * 2);
      tables = Arrays.copyOf(tables, chunk * 2);
    }
    takenChunks.set(chunk);
    segments[chunk] = segment;
    arenas[chunk] = arena;
    reservedBytes += bytes;
    return chunk;
  }

  private void dropChunk(int chunk) {
    takenChunks.clear(chunk);
    fenced.clear(chunk);
    reservedBytes -= segments[chunk].byteSize();
    Arena arena = arenas[chunk];
    if (arena != null) {
      released.add(arena);
    }
    arenas[chunk] = null;
    tables[chunk] = null;
    segments[chunk] = MemorySegment.NULL;
  }

  private PageTable table(int chunk) {
    PageTable table = tables[chunk];
    if (table == null) {
      throw new IllegalStateException("chunk " + chunk + " has no pages");
    }
    return table;
  }

  private Span firstOf(int length) {
    Span first = freeRuns[length].first();
    if (first == null) {
      throw new IllegalStateException("no free run of " + length + " pages");
    }
    return first;
  }

  private void list(Span run) {
    run.sizeClass = Span.FREE;
    table(run.chunk).mark(run);
    if (!fenced.get(run.chunk)) {
      freeRuns[run.pages].add(run);
      freeLengths.set(run.pages);
    }
  }

  private Span unlist(Span run) {
    if (fenced.get(run.chunk)) {
      return run;
    }
    freeRuns[run.pages].remove(run);
    if (freeRuns[run.pages].first() == null) {
      freeLengths.clear(run.pages);
    }
    return run;
  }
}
