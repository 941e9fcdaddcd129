// SPDX-License-Identifier: Apache-2.0
package io.radish.geo;

/**
 * A place on the earth, taken for a sphere.
 *
 * @param longitude degrees east
 * @param latitude degrees north
 */
public record GeoPoint(double longitude, double latitude) {
  /** The meridians between which places lie. */
  public static final double MOST_LONGITUDE = 180;

  /** The parallels between which places lie: where a map in Mercator's projection is a square. */
  public static final double MOST_LATITUDE = 85.05112878;

  /** The radius of the sphere, as Redis has it. */
  static final double EARTH_METERS = 6372797.560856;

  private static final double RADIANS_A_DEGREE = Math.PI / 180;

  /** Whether the place can be kept. */
  public boolean isOnMap() {
    return longitude >= -MOST_LONGITUDE
        && longitude <= MOST_LONGITUDE
        && latitude >= -MOST_LATITUDE
        && latitude <= MOST_LATITUDE;
  }

  static double radians(double degrees) {
    return degrees * RADIANS_A_DEGREE;
  }

  static double degrees(double radians) {
    return radians / RADIANS_A_DEGREE;
  }

  /** The distance to another place in meters, by the haversine formula. */
  public double metersTo(GeoPoint other) {
    double east = Math.sin((radians(other.longitude) - radians(longitude)) / 2);
    if (east == 0) {
      return metersNorthTo(other);
    }
    double from = radians(latitude);
    double to = radians(other.latitude);
    double north = Math.sin((to - from) / 2);
    double square = north * north + Math.cos(from) * Math.cos(to) * east * east;
    return 2 * EARTH_METERS * Math.asin(Math.sqrt(square));
  }

  /** The distance in meters between the parallels of both places. */
  double metersNorthTo(GeoPoint other) {
    return EARTH_METERS * Math.abs(radians(other.latitude) - radians(latitude));
  }
}
