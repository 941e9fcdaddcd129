// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Unions, intersections and differences of sorted sets and sets. A result is added to a sorted set
 * without members, on its way to be put under a key or shown.
 *
 * <p>Scores are put together in the order of the sets' lengths, as in Redis: with numbers of this
 * kind another order gives another sum.
 */
public final class ZSetAlgebra {
  /** How two scores of one member become one. */
  public enum Aggregate {
    SUM {
      @Override
      double of(double first, double second) {
        double sum = first + second;
        return Double.isNaN(sum) ? 0 : sum;
      }
    },
    MIN {
      @Override
      double of(double first, double second) {
        return second < first ? second : first;
      }
    },
    MAX {
      @Override
      double of(double first, double second) {
        return second > first ? second : first;
      }
    };

    /** The score that follows; {@code second} may be no number. */
    abstract double of(double first, double second);
  }

  private ZSetAlgebra() {}

  private static List<ZSetSource> ascending(List<ZSetSource> sources) {
    List<ZSetSource> sorted = new ArrayList<>(sources);
    sorted.sort(Comparator.comparingLong(ZSetSource::length));
    return sorted;
  }

  /** Adds what is in any of the sets. */
  public static void unite(List<ZSetSource> sources, Aggregate aggregate, Entry result) {
    for (ZSetSource source : ascending(sources)) {
      while (source.next()) {
        ByteView member = source.member();
        double score = source.weighted();
        double old = ZSetValue.score(result, member);
        double next = Double.isNaN(old) ? score : aggregate.of(old, score);
        boolean _ = ZSetValue.put(result, member, next, old);
      }
    }
  }

  /** Adds what is in all of the sets: walks the smallest and asks the others. */
  public static void intersect(List<ZSetSource> sources, Aggregate aggregate, Entry result) {
    List<ZSetSource> sorted = ascending(sources);
    ZSetSource smallest = sorted.getFirst();
    while (smallest.next()) {
      double score = smallest.weighted();
      boolean common = true;
      for (int i = 1; i < sorted.size() && common; i++) {
        double other = sorted.get(i).scoreOf(smallest.member());
        common = !Double.isNaN(other);
        score = common ? aggregate.of(score, sorted.get(i).weighted(other)) : score;
      }
      if (common) {
        boolean _ = ZSetValue.put(result, smallest.member(), score, Double.NaN);
      }
    }
  }

  /** The number of members that are in all of the sets, up to {@code limit} where that is not 0. */
  public static long countCommon(List<ZSetSource> sources, long limit) {
    List<ZSetSource> sorted = ascending(sources);
    ZSetSource smallest = sorted.getFirst();
    long count = 0;
    while (smallest.next()) {
      boolean common = true;
      for (int i = 1; i < sorted.size() && common; i++) {
        common = !Double.isNaN(sorted.get(i).scoreOf(smallest.member()));
      }
      if (common && ++count == limit) {
        break;
      }
    }
    return count;
  }

  /** Adds what is in the first set and in none of the others. */
  public static void subtract(List<ZSetSource> sources, Entry result) {
    ZSetSource first = sources.getFirst();
    while (first.next()) {
      boolean alone = true;
      for (int i = 1; i < sources.size() && alone; i++) {
        alone = Double.isNaN(sources.get(i).scoreOf(first.member()));
      }
      if (alone) {
        boolean _ = ZSetValue.put(result, first.member(), first.score(), Double.NaN);
      }
    }
  }
}
