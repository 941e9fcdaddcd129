// SPDX-License-Identifier: Apache-2.0
package io.radish.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Places, their cells, and the shapes that they are searched in. */
class GeoShapeTest {
  private static final GeoPoint PALERMO = new GeoPoint(13.361389, 38.115556);
  private static final GeoPoint CATANIA = new GeoPoint(15.087269, 37.502669);

  private static GeoPoint any(Random random) {
    return new GeoPoint(random.nextDouble(-180, 180), random.nextDouble(-85, 85));
  }

  @Test
  void cell_hasItsPlace() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      GeoPoint place = any(random);
      GeoCell cell = GeoCell.of(place, 1 + random.nextInt(26));
      assertThat(place.longitude()).isBetween(cell.west(), cell.eastEnd());
      assertThat(place.latitude()).isBetween(cell.south(), cell.northEnd());
      GeoCell smallest = GeoCell.of(place, GeoCell.MOST_STEPS);
      assertThat(smallest.score()).isBetween(cell.score(), Math.nextDown(cell.scoreAbove()));
      assertThat(GeoCell.ofScore(smallest.score())).isEqualTo(smallest);
      assertThat(smallest.middle().metersTo(place)).isLessThan(1);
    }
  }

  @Test
  void cell_ofKnownPlace_isThatOfRedis() {
    GeoCell cell = GeoCell.of(PALERMO, GeoCell.MOST_STEPS);
    assertThat(cell.score()).isEqualTo(3479099956230698.0);
    assertThat(cell.text()).isEqualTo("sqc8b49rny0");
  }

  @Test
  void score_thatIsNoCells_isReadAsOnX86() {
    assertThat(GeoCell.ofScore(Double.POSITIVE_INFINITY).number()).isZero();
    assertThat(GeoCell.ofScore(Double.NEGATIVE_INFINITY).number()).isEqualTo(Long.MIN_VALUE);
    assertThat(GeoCell.ofScore(-1.5).number()).isEqualTo(-1);
    assertThat(GeoCell.ofScore(0x1p63).number()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void distance_isThatOnASphere() {
    assertThat(PALERMO.metersTo(CATANIA)).isCloseTo(166274.15, within(0.5));
    assertThat(PALERMO.metersTo(PALERMO)).isZero();
    GeoPoint north = new GeoPoint(13.361389, 39.115556);
    assertThat(PALERMO.metersTo(north)).isEqualTo(PALERMO.metersNorthTo(north));
  }

  @Test
  void cells_haveEverythingThatTheShapeHas() {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      GeoPoint middle = new GeoPoint(random.nextDouble(-170, 170), random.nextDouble(-70, 70));
      double extent = Math.exp(random.nextDouble(1, 12));
      GeoShape shape =
          random.nextBoolean()
              ? new GeoShape.Circle(middle, extent, 1)
              : new GeoShape.Box(middle, extent, extent / 2, 1);
      List<GeoCell> cells = shape.cells();
      assertThat(cells).hasSizeBetween(1, 9);
      for (int k = 0; k < 20; k++) {
        double span = extent / 60_000;
        GeoPoint place =
            new GeoPoint(
                middle.longitude() + random.nextDouble(-span, span),
                middle.latitude() + random.nextDouble(-span, span));
        double score = GeoCell.of(place, GeoCell.MOST_STEPS).score();
        if (place.isOnMap() && shape.metersTo(place) != GeoShape.OUTSIDE) {
          assertThat(cells).anyMatch(cell -> score >= cell.score() && score < cell.scoreAbove());
        }
      }
    }
  }
}
