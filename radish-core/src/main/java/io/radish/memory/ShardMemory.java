// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one shard: blocks of bytes outside the heap, named by 32-bit references.
 *
 * <pre>
 *   reference   | chunk: 15 bits | unit of 8 bytes within the chunk: 17 bits |     0 is no block
 *
 *   up to 8 KiB      a block of a slab: pages cut into blocks of one size class, free ones linked
 *   up to 512 KiB    whole pages
 *   beyond           a chunk of its own, a 64th larger at most
 * </pre>
 *
 * <p>Whoever frees a block says the size it asked for, which every owner can tell from what is in
 * the block. Nothing here is thread-safe: the shard's lock guards it, and no block may be touched
 * after it was freed. With the system property {@code radish.memory.check} every freed block is
 * filled with a pattern and checked when it is handed out again, so that tests find late writers.
 */
public final class ShardMemory {
  /** A reference has 15 bits for the chunk. */
  static final int MAX_CHUNKS = 1 << 15;

  private static final int UNIT_SHIFT = 3;
  private static final int CHUNK_SHIFT = 17;
  private static final int UNIT_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final int UNITS_PER_PAGE_SHIFT = Pages.PAGE_SHIFT - UNIT_SHIFT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final byte POISON = (byte) 0xDB;
  private static final boolean CHECK = Boolean.getBoolean("radish.memory.check");

  private final Pages pages = new Pages();
  private final SpanList[] slabsWithRoom = new SpanList[SizeClasses.COUNT];

  /** The slab each class is served from; it stays out of its list until it is full. */
  private final @Nullable Span[] current = new Span[SizeClasses.COUNT];

  /** The blocks that were given back, where that is checked. */
  private final Set<Integer> freeBlocks = new HashSet<>();

  /** What was seen of the chunks since they began to be looked at; null while they are not. */
  private @Nullable Emptying emptying;

  private int chunksToEmpty;
  private long usedBytes;

  /** What nobody can reach any more and waits to be freed, or is kept for a cut. */
  private final MemoryAccount owed = new MemoryAccount();

  /** What is made out of everybody's sight. */
  private final MemoryAccount loose = new MemoryAccount();

  /** Whose blocks are handed out and given back now. */
  private MemoryAccount charged = loose;

  private long blocksInUse;

  /** Makes an empty memory; the first block takes the first chunk. */
  public ShardMemory() {
    Arrays.setAll(slabsWithRoom, i -> new SpanList());
  }

  /** The segment that the block {@code ref} lies in. */
  public MemorySegment segment(int ref) {
    return pages.segment(ref >>> CHUNK_SHIFT);
  }

  /** Where the block {@code ref} begins within its segment, in bytes. */
  public static long offset(int ref) {
    return (long) (ref & UNIT_MASK) << UNIT_SHIFT;
  }

  /** The bytes that a block asked for with {@code bytes} really takes. */
  public static long blockBytes(long bytes) {
    if (bytes <= SizeClasses.MAX_BYTES) {
      return SizeClasses.bytesOf(SizeClasses.classOf((int) bytes));
    }
    long step = bytes <= Pages.HUGE_BYTES ? Pages.PAGE_BYTES : hugeStep(bytes);
    return (bytes + step - 1) & -step;
  }

  /** A 64th of the block and less: what grows byte by byte moves that often, and no oftener. */
  private static long hugeStep(long bytes) {
    return Math.max(Pages.PAGE_BYTES, Long.highestOneBit(bytes) / 64);
  }

  /**
   * Takes a block of at least {@code bytes}, whose content is undefined.
   *
   * @return its reference, never 0
   */
  public int allocate(long bytes) {
    int ref;
    if (bytes <= SizeClasses.MAX_BYTES) {
      ref = allocateFromSlab(SizeClasses.classOf((int) bytes));
    } else if (bytes <= Pages.HUGE_BYTES) {
      Span span = pages.take((int) ((bytes + Pages.PAGE_BYTES - 1) >>> Pages.PAGE_SHIFT));
      span.sizeClass = Span.WHOLE;
      ref = reference(span, 0);
    } else {
      ref = pages.takeHuge(blockBytes(bytes)) << CHUNK_SHIFT;
    }
    long block = blockBytes(bytes);
    usedBytes += block;
    charged.bytes += block;
    blocksInUse++;
    return ref;
  }

  /** Gives back the block {@code ref}, which was asked for with {@code bytes}. */
  public void free(int ref, long bytes) {
    long block = blockBytes(bytes);
    usedBytes -= block;
    charged.bytes -= block;
    blocksInUse--;
    if (bytes > Pages.HUGE_BYTES) {
      pages.giveBackHuge(ref >>> CHUNK_SHIFT);
      return;
    }
    Span span = pages.spanAt(ref >>> CHUNK_SHIFT, (ref & UNIT_MASK) >>> UNITS_PER_PAGE_SHIFT);
    if (bytes > SizeClasses.MAX_BYTES) {
      check(span.sizeClass == Span.WHOLE, ref, "is not a whole run of pages");
      pages.giveBack(span);
      return;
    }
    freeToSlab(span, ref, SizeClasses.classOf((int) bytes));
  }

  /** The bytes of all blocks in use, with what rounding adds to them. */
  public long usedBytes() {
    return usedBytes;
  }

  // ---- whose the blocks are ----

  /**
   * Counts blocks in {@code account} from now on. Whoever takes or gives back some says so before;
   * what is given back and taken in equal sizes, as by moving a block, needs no word.
   */
  public void charge(MemoryAccount account) {
    charged = account;
  }

  /** Whose blocks are counted now. */
  public MemoryAccount charged() {
    return charged;
  }

  /** The account of what nobody can reach any more, and which is freed when its time comes. */
  public MemoryAccount owed() {
    return owed;
  }

  /** The account of what is made out of everybody's sight. */
  public MemoryAccount loose() {
    return loose;
  }

  /** Says that blocks of {@code bytes}, as they were rounded, have another owner. */
  public void transfer(MemoryAccount from, MemoryAccount to, long bytes) {
    from.bytes -= bytes;
    to.bytes += bytes;
  }

  /** Says that all blocks of an owner have another one. */
  public void transferAll(MemoryAccount from, MemoryAccount to) {
    transfer(from, to, from.bytes);
  }

  /** The bytes of blocks that somebody can still reach: those in use without those owed. */
  public long liveBytes() {
    return usedBytes - owed.bytes;
  }

  /** The number of blocks in use. */
  public long blocksInUse() {
    return blocksInUse;
  }

  /** The bytes taken from the operating system. */
  public long reservedBytes() {
    return pages.reservedBytes();
  }

  /**
   * Takes the arenas of chunks that are free for good. Called under the lock; the arenas are to be
   * closed after it was let go, since closing one may take milliseconds.
   */
  public List<Arena> takeReleased() {
    return pages.takeReleased();
  }

  /** Drops every block and chunk; {@link #takeReleased()} has the arenas to close. */
  public void clear() {
    pages.releaseAll();
    Arrays.setAll(slabsWithRoom, i -> new SpanList());
    Arrays.fill(current, null);
    freeBlocks.clear();
    emptying = null;
    chunksToEmpty = 0;
    usedBytes = 0;
    blocksInUse = 0;
    owed.bytes = 0;
    loose.bytes = 0;
    charged = loose;
  }

  // ---- emptying sparse chunks ----

  /**
   * Looks at some more chunks for those of which little is in use; from the beginning, where
   * nothing was looked at since the last {@link #endEmptying}.
   *
   * @return whether there are more to look at before {@link #beginEmptying}
   */
  public boolean lookForSparse() {
    Emptying looking = emptying;
    if (looking == null) {
      giveBackIdleSlabs();
      pages.dropSpare();
      looking = new Emptying();
      emptying = looking;
    }
    return looking.lookSome(pages);
  }

  /**
   * Begins to empty the sparsest of the chunks looked at: nothing new comes into them until {@link
   * #endEmptying()}, and who owns a block in them ({@link #isToMove}) may move it elsewhere. A
   * chunk without blocks goes back to the operating system.
   *
   * @return whether there are any such chunks
   */
  public boolean beginEmptying() {
    Emptying looked = emptying;
    chunksToEmpty = looked == null ? 0 : looked.fence(pages, this::leave);
    return chunksToEmpty > 0;
  }

  /** Whether the block {@code ref} lies in a chunk that is being emptied. */
  public boolean isToMove(int ref) {
    return pages.isFenced(ref >>> CHUNK_SHIFT);
  }

  /**
   * Lets new blocks into the chunks that could not be emptied, and forgets what was looked at.
   *
   * @return the number of chunks that were emptied
   */
  public int endEmptying() {
    int left = 0;
    for (int chunk = pages.nextFenced(0); chunk >= 0; chunk = pages.nextFenced(chunk + 1)) {
      pages.unfence(chunk);
      pages.forEachSpan(chunk, this::enter);
      left++;
    }
    int emptied = chunksToEmpty - left;
    chunksToEmpty = 0;
    emptying = null;
    return emptied;
  }

  /** Gives back the slabs that nothing is in, and which only wait for the next need. */
  private void giveBackIdleSlabs() {
    for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
      Span span = current[sizeClass];
      if (span != null && span.used == 0) {
        current[sizeClass] = null;
        if (CHECK) {
          forgetFreeBlocks(span, SizeClasses.bytesOf(sizeClass));
        }
        pages.giveBack(span);
      }
    }
  }

  /** Hands out nothing more from a slab. */
  private void leave(Span span) {
    if (span.sizeClass < 0) {
      return;
    }
    span.fenced = true;
    if (current[span.sizeClass] == span) {
      current[span.sizeClass] = null;
    } else if (span.hasRoom()) {
      slabsWithRoom[span.sizeClass].remove(span);
    }
  }

  private void enter(Span span) {
    if (span.sizeClass < 0) {
      return;
    }
    span.fenced = false;
    if (span.hasRoom()) {
      slabsWithRoom[span.sizeClass].add(span);
    }
  }

  // ---- slabs ----

  private int allocateFromSlab(int sizeClass) {
    Span span = current[sizeClass];
    if (span == null || !span.hasRoom()) {
      span = nextSlab(sizeClass);
    }
    span.used++;
    int bytes = SizeClasses.bytesOf(sizeClass);
    int ref = span.freeHead;
    if (ref == 0) {
      return reference(span, (long) span.touched++ * bytes);
    }
    span.freeHead = segment(ref).get(INT, offset(ref));
    if (CHECK) {
      checkPoison(ref, bytes);
    }
    return ref;
  }

  private Span nextSlab(int sizeClass) {
    SpanList list = slabsWithRoom[sizeClass];
    Span span = list.first();
    if (span != null) {
      list.remove(span);
    } else {
      span = pages.take(SizeClasses.pagesOf(sizeClass));
      int bytes = SizeClasses.bytesOf(sizeClass);
      span.sizeClass = sizeClass;
      span.blocks = (span.pages << Pages.PAGE_SHIFT) / bytes;
      span.used = 0;
      span.freeHead = 0;
      span.touched = 0;
    }
    current[sizeClass] = span;
    return span;
  }

  private void freeToSlab(Span span, int ref, int sizeClass) {
    check(span.sizeClass == sizeClass, ref, "is not of the size that is given back");
    int bytes = SizeClasses.bytesOf(sizeClass);
    if (CHECK) {
      checkNotFree(span, ref, bytes);
      segment(ref).asSlice(offset(ref), bytes).fill(POISON);
    }
    boolean wasFull = !span.hasRoom();
    segment(ref).set(INT, offset(ref), span.freeHead);
    span.freeHead = ref;
    span.used--;
    if (span == current[sizeClass]) {
      return;
    }
    if (span.used == 0) {
      if (!wasFull && !span.fenced) {
        slabsWithRoom[sizeClass].remove(span);
      }
      if (CHECK) {
        forgetFreeBlocks(span, bytes);
      }
      pages.giveBack(span);
    } else if (wasFull && !span.fenced) {
      slabsWithRoom[sizeClass].add(span);
    }
  }

  private static int reference(Span span, long offsetInSpan) {
    long offset = ((long) span.firstPage << Pages.PAGE_SHIFT) + offsetInSpan;
    return (span.chunk << CHUNK_SHIFT) | (int) (offset >>> UNIT_SHIFT);
  }

  private static void check(boolean sound, int ref, String problem) {
    if (!sound) {
      throw new IllegalStateException("block " + Integer.toHexString(ref) + " " + problem);
    }
  }

  private void checkPoison(int ref, int bytes) {
    freeBlocks.remove(ref);
    MemorySegment segment = segment(ref);
    for (long at = offset(ref) + 4, end = offset(ref) + bytes; at < end; at++) {
      check(segment.get(ValueLayout.JAVA_BYTE, at) == POISON, ref, "was written to after its end");
    }
  }

  private void forgetFreeBlocks(Span span, int bytes) {
    for (int i = 0; i < span.touched; i++) {
      freeBlocks.remove(reference(span, (long) i * bytes));
    }
  }

  private void checkNotFree(Span span, int ref, int bytes) {
    long into = offset(ref) - ((long) span.firstPage << Pages.PAGE_SHIFT);
    check(into % bytes == 0 && into / bytes < span.touched, ref, "is no block of its slab");
    check(freeBlocks.add(ref), ref, "is given back twice");
  }
}
