// SPDX-License-Identifier: Apache-2.0
package io.radish.geo;

import java.util.List;

/**
 * What places are searched in: a circle, or a box whose sides run along meridians and parallels.
 */
public sealed interface GeoShape {
  /** A distance that says that a place is outside. */
  double OUTSIDE = -1;

  /** Its middle. */
  GeoPoint middle();

  /** Half of its extent from west to east. */
  double halfWidthMeters();

  /** Half of its extent from south to north. */
  double halfHeightMeters();

  /** The distance from the middle to the point that is farthest from it. */
  double reachMeters();

  /** The distance from the middle to a place, or {@link #OUTSIDE}. */
  double metersTo(GeoPoint place);

  /** All places that are not farther away than a radius. */
  record Circle(GeoPoint middle, double radius, double metersOfUnit) implements GeoShape {
    @Override
    public double halfWidthMeters() {
      return metersOfUnit * radius;
    }

    @Override
    public double halfHeightMeters() {
      return metersOfUnit * radius;
    }

    @Override
    public double reachMeters() {
      return radius * metersOfUnit;
    }

    @Override
    public double metersTo(GeoPoint place) {
      double meters = middle.metersTo(place);
      return meters > radius * metersOfUnit ? OUTSIDE : meters;
    }
  }

  /** All places within a width and a height. */
  record Box(GeoPoint middle, double width, double height, double metersOfUnit)
      implements GeoShape {
    @Override
    public double halfWidthMeters() {
      return metersOfUnit * (width / 2);
    }

    @Override
    public double halfHeightMeters() {
      return metersOfUnit * (height / 2);
    }

    @Override
    public double reachMeters() {
      return Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2)) * metersOfUnit;
    }

    @Override
    public double metersTo(GeoPoint place) {
      if (place.metersNorthTo(middle) > height * metersOfUnit / 2) {
        return OUTSIDE;
      }
      GeoPoint below = new GeoPoint(middle.longitude(), place.latitude());
      if (place.metersTo(below) > width * metersOfUnit / 2) {
        return OUTSIDE;
      }
      return middle.metersTo(place);
    }
  }

  /** The cells to look at, in this order. */
  default List<GeoCell> cells() {
    return new GeoCover(this).cells();
  }
}
