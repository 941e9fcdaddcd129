// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.geo.GeoPoint;
import io.radish.geo.GeoShape;
import io.radish.value.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What a search for places asks for: within which shape, in which order, how many, and what is to
 * be said of them.
 *
 * <p>Redis reads such requests from left to right and answers with the first mistake; so does this.
 */
final class GeoQuery {
  /** The forms that a search has. */
  enum Form {
    /** {@code GEORADIUS key longitude latitude radius unit}. */
    RADIUS,

    /** {@code GEORADIUSBYMEMBER key member radius unit}. */
    RADIUS_BY_MEMBER,

    /** {@code GEOSEARCH key}. */
    SEARCH,

    /** {@code GEOSEARCHSTORE destination source}. */
    SEARCH_STORE
  }

  /** The orders that places may come in. */
  enum Order {
    NONE,
    NEAREST_FIRST,
    FARTHEST_FIRST
  }

  private final Form form;
  private final boolean mayStore;
  private final @Nullable Entry zset;

  private @Nullable GeoPoint middle;
  private boolean named;
  private boolean located;
  private double radius;
  private double width;
  private double height;
  private double unit = 1;
  private boolean isCircle;
  private boolean isBox;

  private boolean withDistance;
  private boolean withHash;
  private boolean withPlace;
  private boolean any;
  private Order order = Order.NONE;
  private long count;
  private boolean stored;
  private boolean storesDistances;

  /** Where the next word stands. */
  private int at;

  private boolean refused;

  /**
   * Begins to read a request.
   *
   * @param mayStore whether {@code STORE} is one of its words
   * @param zset what is searched, null where there is nothing
   */
  GeoQuery(Form form, boolean mayStore, @Nullable Entry zset) {
    this.form = form;
    this.mayStore = mayStore;
    this.zset = zset;
    this.stored = form == Form.SEARCH_STORE;
  }

  /** Whether it is one of the newer commands, which name what they search by. */
  boolean isSearch() {
    return form == Form.SEARCH || form == Form.SEARCH_STORE;
  }

  /** Reads all arguments; false, with the error written, where they are wrong. */
  boolean read(Call call) {
    readFixed(call);
    while (!refused && at < call.count()) {
      readWord(call);
      at++;
    }
    String error = refused ? null : contradiction();
    if (error != null) {
      call.error(error);
    } else if (!refused && isSearch() && !named && !located) {
      refuseMissing(call, "FROMMEMBER or FROMLONLAT");
    } else if (!refused && isSearch() && !isCircle && !isBox) {
      refuseMissing(call, "BYRADIUS and BYBOX");
    } else if (!refused && any && count == 0) {
      call.error("ERR the ANY argument requires COUNT argument");
    } else {
      return !refused;
    }
    return false;
  }

  private @Nullable String contradiction() {
    if (!stored || extras() == 0) {
      return null;
    }
    return "ERR "
        + (form == Form.SEARCH_STORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS")
        + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options";
  }

  private static void refuseMissing(Call call, String words) {
    call.errorQuoting("exactly one of " + words + " can be specified for ", 0);
  }

  // ---- the shape ----

  private void readFixed(Call call) {
    switch (form) {
      case RADIUS -> {
        at = 6;
        readMiddle(call, 2);
        readRadius(call, 4);
      }
      case RADIUS_BY_MEMBER -> {
        at = 5;
        if (zset != null) {
          readMember(call, 2);
          readRadius(call, 3);
        }
      }
      case SEARCH -> at = 2;
      case SEARCH_STORE -> at = 3;
    }
  }

  private void readMiddle(Call call, int i) {
    middle = GeoArguments.place(call, i);
    refused = middle == null;
  }

  private void readMember(Call call, int i) {
    middle = GeoArguments.placeOf(zset, call.argument(i));
    if (zset != null && middle == null) {
      refuse(call, "ERR could not decode requested zset member");
    }
  }

  private void readRadius(Call call, int i) {
    if (!refused) {
      radius = GeoArguments.number(call, i, "need numeric radius");
      refused = Double.isNaN(radius);
    }
    if (!refused && radius < 0) {
      refuse(call, "ERR radius cannot be negative");
    }
    readUnit(call, i + 1);
    isCircle = true;
  }

  private void readBox(Call call, int i) {
    width = GeoArguments.number(call, i, "need numeric width");
    refused = Double.isNaN(width);
    if (!refused) {
      height = GeoArguments.number(call, i + 1, "need numeric height");
      refused = Double.isNaN(height);
    }
    if (!refused && (width < 0 || height < 0)) {
      refuse(call, "ERR height or width cannot be negative");
    }
    readUnit(call, i + 2);
    isBox = true;
  }

  private void readUnit(Call call, int i) {
    if (!refused) {
      unit = GeoArguments.unit(call, i);
      refused = unit == GeoArguments.REFUSED;
    }
  }

  private void refuse(Call call, String error) {
    call.error(error);
    refused = true;
  }

  // ---- the words ----

  private void readWord(Call call) {
    int left = call.count() - at - 1;
    if (is(call, "withdist")) {
      withDistance = true;
    } else if (is(call, "withhash")) {
      withHash = true;
    } else if (is(call, "withcoord")) {
      withPlace = true;
    } else if (is(call, "any")) {
      any = true;
    } else if (is(call, "asc")) {
      order = Order.NEAREST_FIRST;
    } else if (is(call, "desc")) {
      order = Order.FARTHEST_FIRST;
    } else if (left >= 1 && is(call, "count")) {
      readCount(call);
    } else if (isSearch()) {
      readSearchWord(call, left);
    } else if (mayStore && left >= 1 && (is(call, "store") || is(call, "storedist"))) {
      stored = true;
      storesDistances = is(call, "storedist");
      at++;
    } else {
      refuse(call, Errors.SYNTAX);
    }
  }

  private void readSearchWord(Call call, int left) {
    if (left >= 1 && !located && is(call, "frommember")) {
      readMember(call, at + 1);
      named = true;
      at++;
    } else if (left >= 2 && !named && is(call, "fromlonlat")) {
      readMiddle(call, at + 1);
      located = true;
      at += 2;
    } else if (left >= 2 && !isBox && is(call, "byradius")) {
      readRadius(call, at + 1);
      at += 2;
    } else if (left >= 3 && !isCircle && is(call, "bybox")) {
      readBox(call, at + 1);
      at += 3;
    } else if (form == Form.SEARCH_STORE && is(call, "storedist")) {
      storesDistances = true;
    } else {
      refuse(call, Errors.SYNTAX);
    }
  }

  private boolean is(Call call, String word) {
    return call.arguments().matches(at, word);
  }

  private void readCount(Call call) {
    at++;
    if (!call.arguments().isLong(at)) {
      refuse(call, Errors.NOT_INTEGER);
      return;
    }
    count = call.arguments().toLong(at);
    if (count <= 0) {
      refuse(call, "ERR COUNT must be > 0");
    }
  }

  // ---- what was read ----

  /** The shape to search in, where there is something to search. */
  GeoShape shape() {
    GeoPoint place = middle;
    if (place == null) {
      throw new IllegalStateException("nothing to search around");
    }
    return isBox
        ? new GeoShape.Box(place, width, height, unit)
        : new GeoShape.Circle(place, radius, unit);
  }

  /** The meters of the unit in which distances are given. */
  double unit() {
    return unit;
  }

  /** The order; the nearest come first where only some are wanted. */
  Order order() {
    return order == Order.NONE && count > 0 && !any ? Order.NEAREST_FIRST : order;
  }

  /** How many places are wanted at most; 0 for all. */
  long count() {
    return count;
  }

  /** How many places are looked for, whichever they are; 0 for all. */
  long enough() {
    return any ? count : 0;
  }

  boolean isStored() {
    return stored;
  }

  /** The number of the key to store in. */
  int destination() {
    return form == Form.SEARCH_STORE ? 0 : 1;
  }

  /** Whether distances become the scores of what is stored. */
  boolean storesDistances() {
    return storesDistances;
  }

  boolean isWithDistance() {
    return withDistance;
  }

  boolean isWithHash() {
    return withHash;
  }

  boolean isWithPlace() {
    return withPlace;
  }

  /** What is said of each place beside its name. */
  int extras() {
    return (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPlace ? 1 : 0);
  }
}
