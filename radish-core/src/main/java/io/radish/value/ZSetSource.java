// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set, or a set whose members all have the score 1, as part of a union or the like: to be
 * walked and asked where it lies.
 *
 * <p>Valid while the lock of its shard is held and it is not changed. Used by one thread at a time.
 */
public final class ZSetSource {
  private static final double SCORE_IN_SET = 1;

  private final @Nullable Entry entry;
  private final boolean scored;
  private final double weight;
  private final long length;
  private final ZSetCursor members = new ZSetCursor();
  private final ElementCursor elements = new ElementCursor();
  private final ByteView element = new ByteView();

  /**
   * Makes one of the set that {@code entry} holds, null for one without members.
   *
   * @param weight what its scores are multiplied with
   */
  public ZSetSource(@Nullable Entry entry, double weight) {
    this.entry = entry;
    this.weight = weight;
    this.scored = entry != null && entry.type() == ValueType.ZSET;
    this.length = entry == null ? 0 : CollectionValue.length(entry);
    if (entry != null && scored) {
      members.open(entry);
    } else if (entry != null) {
      elements.open(entry);
    }
  }

  /** The number of members. */
  long length() {
    return length;
  }

  /** Passes the next member and shows it; false behind the last. */
  boolean next() {
    return scored ? members.next() : entry != null && elements.next(element);
  }

  /** The member shown. */
  ByteView member() {
    return scored ? members.member() : element;
  }

  /** Its score multiplied with the weight; what is no number is 0. */
  double weighted() {
    double score = weight * score();
    return Double.isNaN(score) ? 0 : score;
  }

  /** Its score. */
  double score() {
    return scored ? members.score() : SCORE_IN_SET;
  }

  /** A member's score multiplied with the weight, which may be no number. */
  double weighted(double score) {
    return score * weight;
  }

  /** A member's score; NaN where it is not there. */
  double scoreOf(ByteView member) {
    Entry held = entry;
    if (held == null) {
      return Double.NaN;
    }
    if (scored) {
      return ZSetValue.score(held, member);
    }
    return SetValue.contains(held, member) ? SCORE_IN_SET : Double.NaN;
  }
}
