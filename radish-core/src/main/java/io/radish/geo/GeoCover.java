// SPDX-License-Identifier: Apache-2.0
package io.radish.geo;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells that a shape lies in: the middle's, and of the eight around it those that it reaches.
 *
 * <p>They are as small as they can be with nothing of the shape outside of the nine.
 */
final class GeoCover {
  /** Half the way round the earth at the equator, in Mercator's projection. */
  private static final double MERCATOR_METERS = 20037726.37;

  /** From here on towards the poles cells become so narrow that they have to be larger. */
  private static final double FAR_NORTH = 66;

  private static final double FARTHER_NORTH = 80;

  /** The cells around one: steps to the east and to the north. */
  private static final int[][] WAYS = {
    {0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
  };

  private final GeoShape shape;

  // The meridians and parallels around the shape, beyond the map where it is.
  private final double west;
  private final double south;
  private final double east;
  private final double north;

  GeoCover(GeoShape shape) {
    this.shape = shape;
    double longitude = shape.middle().longitude();
    double latitude = shape.middle().latitude();
    double height = GeoPoint.degrees(shape.halfHeightMeters() / GeoPoint.EARTH_METERS);
    // The side that is nearer to a pole spans more degrees.
    double side = GeoPoint.radians(latitude < 0 ? latitude - height : latitude + height);
    double width =
        GeoPoint.degrees(shape.halfWidthMeters() / GeoPoint.EARTH_METERS / Math.cos(side));
    this.west = longitude - width;
    this.south = latitude - height;
    this.east = longitude + width;
    this.north = latitude + height;
  }

  /** The cells, in the order in which Redis looks at them. */
  List<GeoCell> cells() {
    int steps = steps(shape.reachMeters(), shape.middle().latitude());
    GeoCell middle = GeoCell.of(shape.middle(), steps);
    if (steps > 1 && !isAround(middle)) {
      steps--;
      middle = GeoCell.of(shape.middle(), steps);
    }
    List<GeoCell> cells = new ArrayList<>();
    GeoCell before = null;
    for (int[] way : WAYS) {
      GeoCell next = middle.moved(way[0], way[1]);
      // On a map of few cells the same one comes again. That it is the middle is not noticed, as in
      // Redis, which then gives places twice.
      if ((steps < 2 || isReached(middle, way[0], way[1])) && !next.equals(before)) {
        cells.add(next);
        before = cells.size() == 1 ? null : next;
      }
    }
    return cells;
  }

  private static int steps(double reachMeters, double latitude) {
    if (reachMeters == 0) {
      return GeoCell.MOST_STEPS;
    }
    int steps = 1;
    for (double meters = reachMeters; meters < MERCATOR_METERS; meters *= 2) {
      steps++;
    }
    // Two less, so that nine cells are enough.
    steps -= 2;
    steps -= Math.abs(latitude) > FAR_NORTH ? 1 : 0;
    steps -= Math.abs(latitude) > FARTHER_NORTH ? 1 : 0;
    return Math.clamp(steps, 1, GeoCell.MOST_STEPS);
  }

  /** Whether the cells around one reach as far as the shape. */
  private boolean isAround(GeoCell cell) {
    return cell.moved(0, 1).northEnd() >= north
        && cell.moved(0, -1).south() <= south
        && cell.moved(1, 0).eastEnd() >= east
        && cell.moved(-1, 0).west() <= west;
  }

  /** Whether the shape goes beyond a cell on those sides. */
  private boolean isReached(GeoCell cell, int toEast, int toNorth) {
    return (toNorth <= 0 || cell.northEnd() <= north)
        && (toNorth >= 0 || cell.south() >= south)
        && (toEast <= 0 || cell.eastEnd() <= east)
        && (toEast >= 0 || cell.west() >= west);
  }
}
