// SPDX-License-Identifier: Apache-2.0
package io.radish.geo;

/**
 * A rectangle of the earth: one of those that come of halving the map again and again, as many
 * times from west to east as from south to north (Niemeyer's geohash).
 *
 * <pre>
 *   number   | ... east 1 | north 1 | east 0 | north 0 |    a bit of each place in turn
 * </pre>
 *
 * <p>Cells within a cell have neighbouring numbers, so that a search among numbers is one among
 * places that are near each other, most of the time.
 *
 * @param number the number, of twice as many bits as there are steps
 * @param steps how many times each side was halved, up to {@value #MOST_STEPS}
 */
public record GeoCell(long number, int steps) {
  /** So many bits of a number are exact in a score: 52, for cells of about half a meter. */
  public static final int MOST_STEPS = 26;

  private static final long NORTH_BITS = 0x5555555555555555L;
  private static final String DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";

  /** The digits of a geohash that people exchange; there are bits for ten of them. */
  private static final int TEXT_DIGITS = 11;

  private static final int DIGIT_BITS = 5;
  private static final double POLE = 90;

  /** The cell of a place on the map. */
  public static GeoCell of(GeoPoint place, int steps) {
    return of(place, steps, GeoPoint.MOST_LATITUDE);
  }

  private static GeoCell of(GeoPoint place, int steps, double mostLatitude) {
    double most = GeoPoint.MOST_LONGITUDE;
    double east = (place.longitude() + most) / (most + most);
    double north = (place.latitude() + mostLatitude) / (mostLatitude + mostLatitude);
    double cells = 1L << steps;
    return new GeoCell(
        spread((long) (north * cells)) | (spread((long) (east * cells)) << 1), steps);
  }

  /** The smallest cell that a score stands for, as a C program on x86 would read any number. */
  public static GeoCell ofScore(double score) {
    long number = (long) score;
    if (score >= 0x1p63) {
      number = score < 0x1p64 ? (long) (score - 0x1p63) + Long.MIN_VALUE : 0;
    }
    return new GeoCell(number, MOST_STEPS);
  }

  /** The lowest score of a place in this cell. */
  public double score() {
    return number << (2 * (MOST_STEPS - steps));
  }

  /** The lowest score above those of all places in this cell. */
  public double scoreAbove() {
    return (number + 1) << (2 * (MOST_STEPS - steps));
  }

  /** Puts a gap before each of the lowest 32 bits. */
  private static long spread(long bits) {
    return Long.expand(bits & 0xFFFFFFFFL, NORTH_BITS);
  }

  private long north() {
    return Long.compress(number, NORTH_BITS);
  }

  private long east() {
    return Long.compress(number, ~NORTH_BITS);
  }

  /** The cell so many cells further on, round the map. */
  GeoCell moved(int byEast, int byNorth) {
    long mask = (1L << steps) - 1;
    long east = byEast == 0 ? east() : (east() + byEast) & mask;
    long north = byNorth == 0 ? north() : (north() + byNorth) & mask;
    return new GeoCell(spread(north) | (spread(east) << 1), steps);
  }

  double south() {
    return latitude(north());
  }

  double northEnd() {
    return latitude(north() + 1);
  }

  double west() {
    return longitude(east());
  }

  double eastEnd() {
    return longitude(east() + 1);
  }

  private double latitude(long line) {
    double most = GeoPoint.MOST_LATITUDE;
    return -most + (line & 0xFFFFFFFFL) * 1.0 / (1L << steps) * (most + most);
  }

  private double longitude(long line) {
    double most = GeoPoint.MOST_LONGITUDE;
    return -most + (line & 0xFFFFFFFFL) * 1.0 / (1L << steps) * (most + most);
  }

  /** The middle of the cell. */
  public GeoPoint middle() {
    double mostEast = GeoPoint.MOST_LONGITUDE;
    double mostNorth = GeoPoint.MOST_LATITUDE;
    return new GeoPoint(
        Math.clamp((west() + eastEnd()) / 2, -mostEast, mostEast),
        Math.clamp((south() + northEnd()) / 2, -mostNorth, mostNorth));
  }

  /** The geohash of the cell's middle that people exchange, whose map reaches from pole to pole. */
  public String text() {
    long bits = of(middle(), MOST_STEPS, POLE).number;
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < TEXT_DIGITS; i++) {
      text.append(DIGITS.charAt((int) (bits >>> (2 * MOST_STEPS - i * DIGIT_BITS)) & 0x1F));
    }
    return text.append(DIGITS.charAt(0)).toString();
  }
}
