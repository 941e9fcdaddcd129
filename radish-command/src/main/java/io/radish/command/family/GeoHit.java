// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.geo.GeoCell;
import io.radish.geo.GeoShape;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.Scores;
import io.radish.value.ZSetCursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that a search has found.
 *
 * @param member its name, where it lies: valid as long as the sorted set is not changed
 * @param score the number of its cell
 * @param meters how far it is from the middle
 */
record GeoHit(ByteView member, double score, double meters) {
  /** What a hit takes on the heap, generously. */
  private static final int BYTES = 128;

  private static final ByteView FIRST = new ByteView();

  /** The places that a query asks for; null, with the error written, where they are too many. */
  static @Nullable List<GeoHit> find(Call call, Entry zset, GeoQuery query) {
    GeoShape shape = query.shape();
    ZSetCursor cursor = new ZSetCursor().open(zset);
    long most = Runtime.getRuntime().maxMemory() / 2 / BYTES;
    long enough = query.enough() == 0 ? Long.MAX_VALUE : query.enough();
    List<GeoHit> hits = new ArrayList<>();
    for (GeoCell cell : shape.cells()) {
      if (hits.size() >= enough) {
        break;
      }
      cursor.seek(Scores.bits(cell.score()), FIRST);
      while (hits.size() < enough && cursor.next() && cursor.score() < cell.scoreAbove()) {
        double meters = shape.metersTo(GeoCell.ofScore(cursor.score()).middle());
        if (meters != GeoShape.OUTSIDE) {
          hits.add(new GeoHit(new ByteView().set(cursor.member()), cursor.score(), meters));
        }
        if (hits.size() > most) {
          call.refuse(
              "more than "
                  + most
                  + " places take more memory than the server's heap has; see -Xmx");
          return null;
        }
      }
    }
    return chosen(hits, query);
  }

  private static List<GeoHit> chosen(List<GeoHit> hits, GeoQuery query) {
    Comparator<GeoHit> nearest = Comparator.comparingDouble(GeoHit::meters);
    switch (query.order()) {
      case NEAREST_FIRST -> hits.sort(nearest);
      case FARTHEST_FIRST -> hits.sort(nearest.reversed());
      case NONE -> {}
    }
    return query.count() > 0 && query.count() < hits.size()
        ? hits.subList(0, (int) query.count())
        : hits;
  }
}
