// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import org.jspecify.annotations.Nullable;

/**
 * A run of neighbouring pages of one chunk: free, cut into blocks of one size class, or one block
 * by itself.
 */
final class Span {
  /** What {@link #sizeClass} says of a run that nobody uses. */
  static final int FREE = -1;

  /** What {@link #sizeClass} says of a run that is one block. */
  static final int WHOLE = -2;

  final int chunk;
  final int firstPage;
  int pages;
  int sizeClass = FREE;

  /** Blocks in use. */
  int used;

  /** Blocks of the slab, and how many of them were ever handed out: those behind are untouched. */
  int blocks;

  int touched;

  /** The first of the blocks given back, as a reference; each holds the next in its first bytes. */
  int freeHead;

  /** Whether nothing more is handed out here, because the chunk is being emptied. */
  boolean fenced;

  /** Neighbours in the list this span is in: of free runs of its length, or slabs with room. */
  @Nullable Span next;

  @Nullable Span previous;

  Span(int chunk, int firstPage, int pages) {
    this.chunk = chunk;
    this.firstPage = firstPage;
    this.pages = pages;
  }

  boolean hasRoom() {
    return freeHead != 0 || touched < blocks;
  }
}
