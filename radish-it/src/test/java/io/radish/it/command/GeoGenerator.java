// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/** Makes requests on places, near each other and all over the earth. */
final class GeoGenerator {
  private static final String[] KEYS = {"geo1", "geo2"};
  private static final String[] ODD = {"", "abc", "nan", "inf", "-1", "1e400", "181", "-85.06"};
  private static final String[] WITH = {"WITHDIST", "WITHCOORD", "WITHHASH"};

  private final Random random;
  private final String[] otherKeys;

  GeoGenerator(Random random, String[] otherKeys) {
    this.random = random;
    this.otherKeys = otherKeys;
  }

  void add(Consumer<String> to) {
    int kind = random.nextInt(100);
    if (kind < 35) {
      place(to);
    } else if (kind < 45) {
      add(to, "GEODIST", key(), member(), member());
      if (random.nextBoolean()) {
        add(to, unit());
      }
    } else if (kind < 55) {
      add(to, pick("GEOPOS", "GEOHASH"), key(), member(), member());
    } else if (kind < 60) {
      add(to, "ZADD", key(), Long.toString(random.nextLong(1L << 52)), member());
    } else if (kind < 80) {
      search(to);
    } else {
      radius(to);
    }
  }

  private void place(Consumer<String> to) {
    add(to, "GEOADD", key());
    for (int i = random.nextInt(3); i > 0; i--) {
      add(to, anyCase(pick("NX", "XX", "CH", "CH")));
    }
    for (int i = random.nextInt(30) == 0 ? 150 : 1 + random.nextInt(4); i > 0; i--) {
      point(to);
      add(to, i > 4 ? "p" + random.nextInt(500) : member());
    }
  }

  private void point(Consumer<String> to) {
    if (random.nextInt(40) == 0) {
      add(to, pick(ODD), "10");
      return;
    }
    double scale = pick(1.0, 1.0, 0.1, 0.001, 20.0);
    double longitude = clamp(13.4 + random.nextGaussian() * scale * 5, 180);
    double latitude = clamp(38.1 + random.nextGaussian() * scale * 3, 85.05112878);
    if (random.nextInt(10) == 0) {
      longitude = random.nextDouble() * 360 - 180;
      latitude = random.nextDouble() * 170.1 - 85.05;
    }
    if (random.nextInt(30) == 0) {
      longitude = pick(-180.0, 180.0, 0.0);
      latitude = pick(-85.05112878, 85.05112878, 0.0);
    }
    add(to, Double.toString(longitude), Double.toString(latitude));
  }

  private static double clamp(double value, double most) {
    return Math.clamp(value, -most, most);
  }

  private void search(Consumer<String> to) {
    boolean store = random.nextInt(3) == 0;
    add(to, store ? "GEOSEARCHSTORE" : "GEOSEARCH");
    if (store) {
      add(to, ScoreReplies.DISTANCES);
    }
    add(to, key());
    if (random.nextBoolean()) {
      add(to, anyCase("FROMMEMBER"), member());
    } else {
      add(to, anyCase("FROMLONLAT"));
      point(to);
    }
    if (random.nextBoolean()) {
      add(to, anyCase("BYRADIUS"), extent(), unit());
    } else {
      add(to, anyCase("BYBOX"), extent(), extent(), unit());
    }
    options(to, store ? new String[] {"STOREDIST"} : WITH);
    if (random.nextInt(40) == 0) {
      add(to, pick("bogus", "BYRADIUS", "FROMMEMBER", "COUNT", "WITHDIST"));
    }
  }

  private void radius(Consumer<String> to) {
    boolean readOnly = random.nextInt(3) == 0;
    boolean byMember = random.nextBoolean();
    String name = byMember ? "GEORADIUSBYMEMBER" : "GEORADIUS";
    add(to, readOnly ? name + "_RO" : name, key());
    if (byMember) {
      add(to, member());
    } else {
      point(to);
    }
    add(to, extent(), unit());
    boolean store = random.nextInt(3) == 0;
    if (store) {
      add(to, anyCase(pick("STORE", "STOREDIST")), ScoreReplies.DISTANCES);
    }
    options(to, store && random.nextInt(10) > 0 ? new String[] {"ASC"} : WITH);
  }

  private void options(Consumer<String> to, String[] with) {
    for (int i = random.nextInt(3); i > 0; i--) {
      add(to, anyCase(pick(with)));
    }
    if (random.nextInt(3) == 0) {
      add(to, anyCase(pick("ASC", "DESC")));
    }
    if (random.nextInt(3) == 0) {
      add(to, anyCase("COUNT"), random.nextInt(10) == 0 ? pick("0", "-1", "x") : "1000");
      if (random.nextInt(3) == 0) {
        add(to, anyCase("ANY"));
      }
    } else if (random.nextInt(20) == 0) {
      add(to, "ANY");
    }
  }

  private String extent() {
    if (random.nextInt(30) == 0) {
      return pick(ODD);
    }
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(random.nextInt(1000));
      case 1 -> Integer.toString(random.nextInt(100_000));
      case 2 -> Integer.toString(random.nextInt(10_000_000));
      default -> Double.toString(random.nextDouble() * 300);
    };
  }

  private String unit() {
    return random.nextInt(30) == 0
        ? pick("", "x", "miles")
        : anyCase(pick("M", "KM", "KM", "FT", "MI"));
  }

  private String key() {
    return random.nextInt(20) == 0 ? pick(otherKeys) : pick(KEYS);
  }

  private String member() {
    return random.nextInt(3) == 0 ? "p" + random.nextInt(500) : "m" + random.nextInt(12);
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }

  private String anyCase(String word) {
    return random.nextInt(3) == 0 ? word.toLowerCase(Locale.ROOT) : word;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  private double pick(double... of) {
    return of[random.nextInt(of.length)];
  }
}
