// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;

/**
 * A program that lets the places take turns within one process, and prints medians of the turns and
 * of their ratios to the first place's turn beside them.
 *
 * <p>Turns of a few dozen milliseconds meet the same neighbours on a shared machine, which forks of
 * several seconds, minutes apart, do not. So that one place's types do not spoil the compiler's
 * profile of another's, each place has all classes of this package from a class loader of its own.
 *
 * <p>Arguments: the number of keys, of rounds, operations a turn, {@code get} or {@code set}, and
 * optionally {@code heap-segments} (see {@link HeapSegments}).
 */
public final class PairedRounds {
  private static final int WARM_ROUNDS = 20;

  private PairedRounds() {}

  /** Measures all places. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    int keyCount = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    int operations = Integer.parseInt(arguments[2]);
    boolean set = arguments[3].equals("set");
    if (arguments.length > 4) {
      System.out.println("heap segments used too: " + HeapSegments.use());
    }
    Place[] places = Place.values();
    List<IntToLongFunction> turns = new ArrayList<>();
    for (Place place : places) {
      turns.add(isolated(place, keyCount, set));
    }
    double[][] nanos = new double[places.length][rounds];
    double[][] ratios = new double[places.length][rounds];
    for (int round = -WARM_ROUNDS; round < rounds; round++) {
      for (int place = 0; place < places.length; place++) {
        double perOperation = (double) turns.get(place).applyAsLong(operations) / operations;
        if (round >= 0) {
          nanos[place][round] = perOperation;
          ratios[place][round] = perOperation / nanos[0][round];
        }
      }
    }
    for (int place = 0; place < places.length; place++) {
      print(places[place], arguments[3], keyCount, nanos[place], ratios[place]);
    }
  }

  private static void print(
      Place place, String operation, int keyCount, double[] nanos, double[] ratios) {
    Arrays.sort(nanos);
    Arrays.sort(ratios);
    int last = nanos.length - 1;
    System.out.printf(
        Locale.ROOT,
        "%s %d %-9s ns: tenth %.1f, median %.1f; to %s: %.2f (quartiles %.2f to %.2f)%n",
        operation,
        keyCount,
        place,
        nanos[last / 10],
        nanos[last / 2],
        Place.SEGMENTS,
        ratios[last / 2],
        ratios[last / 4],
        ratios[last * 3 / 4]);
  }

  /** A {@link Turn} made by a class loader of its own; that loader lives as long as the process. */
  @SuppressWarnings("resource") // closing it would cut off classes not loaded yet
  private static IntToLongFunction isolated(Place place, int keyCount, boolean set)
      throws ReflectiveOperationException {
    URL[] classes = {PairedRounds.class.getProtectionDomain().getCodeSource().getLocation()};
    URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
    return (IntToLongFunction)
        loader
            .loadClass(Turn.class.getName())
            .getConstructor(String.class, int.class, boolean.class)
            .newInstance(place.name(), keyCount, set);
  }
}
