// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.geo.GeoCell;
import io.radish.geo.GeoPoint;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ZSetValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Arguments and replies that several commands on places have. */
final class GeoArguments {
  static final ArgumentSpec LONGITUDE = ZSetArguments.number("longitude");
  static final ArgumentSpec LATITUDE = ZSetArguments.number("latitude");
  static final ArgumentSpec UNIT =
      ArgumentSpec.oneOf(
          "unit",
          ArgumentSpec.token("m", "M"),
          ArgumentSpec.token("km", "KM"),
          ArgumentSpec.token("ft", "FT"),
          ArgumentSpec.token("mi", "MI"));

  /** What {@link #unit} answers with where there is none. */
  static final double REFUSED = -1;

  private static final String NO_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";

  /** Digits after the point of a coordinate, as C's {@code %.17Lf} has them. */
  private static final int COORDINATE_DIGITS = 17;

  /** Distances have four digits after the point. */
  private static final double DISTANCE_PARTS = 10_000;

  private GeoArguments() {}

  /** Reads two arguments as a place; null, with the error written, where they are none. */
  static @Nullable GeoPoint place(Call call, int i) {
    double longitude = ZSetArguments.score(call, i);
    double latitude = Double.isNaN(longitude) ? Double.NaN : ZSetArguments.score(call, i + 1);
    if (Double.isNaN(latitude)) {
      return null;
    }
    GeoPoint place = new GeoPoint(longitude, latitude);
    if (place.isOnMap()) {
      return place;
    }
    call.error(
        "ERR invalid longitude,latitude pair " + sixDigits(longitude) + "," + sixDigits(latitude));
    return null;
  }

  /** As C's {@code %f} writes it. */
  private static String sixDigits(double value) {
    return Double.isInfinite(value)
        ? value > 0 ? "inf" : "-inf"
        : String.format(
            Locale.ROOT, "%.6f", new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN));
  }

  /** The meters of a unit; {@link #REFUSED}, with the error written, where it is none. */
  static double unit(Call call, int i) {
    if (call.arguments().matches(i, "m")) {
      return 1;
    }
    if (call.arguments().matches(i, "km")) {
      return 1000;
    }
    if (call.arguments().matches(i, "ft")) {
      return 0.3048;
    }
    if (call.arguments().matches(i, "mi")) {
      return 1609.34;
    }
    call.error(NO_UNIT);
    return REFUSED;
  }

  /** Reads an argument as a number; NaN, with that error written, where it is none. */
  static double number(Call call, int i, String error) {
    double value = CDouble.score(call.argument(i));
    if (Double.isNaN(value)) {
      call.error(Errors.plain(error));
    }
    return value;
  }

  /** The place of a member; null where it is not there. */
  static @Nullable GeoPoint placeOf(@Nullable Entry zset, ByteView member) {
    double score = zset == null ? Double.NaN : ZSetValue.score(zset, member);
    return Double.isNaN(score) ? null : GeoCell.ofScore(score).middle();
  }

  /** Writes a place as two numbers. */
  static void reply(Call call, GeoPoint place) {
    call.reply().array(2);
    call.reply().decimal(coordinate(place.longitude()));
    call.reply().decimal(coordinate(place.latitude()));
  }

  private static String coordinate(double degrees) {
    BigDecimal digits =
        new BigDecimal(degrees)
            .setScale(COORDINATE_DIGITS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return digits.signum() == 0 ? "0" : digits.toPlainString();
  }

  /** Writes a distance with four digits after the point. */
  static void replyDistance(Call call, double distance) {
    long parts = (long) Math.rint(distance * DISTANCE_PARTS);
    long whole = parts / (long) DISTANCE_PARTS;
    long rest = parts % (long) DISTANCE_PARTS;
    String digits = Long.toString((long) DISTANCE_PARTS + rest).substring(1);
    call.reply().bulk(whole + "." + digits);
  }
}
