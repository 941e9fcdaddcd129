// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.resp.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether replies of commands on sorted sets say the same, on Redis 7.0 and here. */
final class ScoreReplies {
  /** A key for distances, whose last digit is the affair of the machine's sines. */
  static final String DISTANCES = "distances";

  /** What a distance may differ by, as a part of it. */
  private static final double TOLERANCE = 1e-15;

  private static final Set<String> GROUPS = Set.of("z", "bz", "geo");

  private ScoreReplies() {}

  static boolean isOfSortedSets(String name) {
    return GROUPS.stream().anyMatch(name::startsWith);
  }

  static boolean isSame(List<String> request, Reply actual, Reply expected) {
    return switch (request.getFirst().toLowerCase(Locale.ROOT)) {
      case "zrandmember" -> isSameChoice(request, actual, expected);
      case "zscan" -> areAlike(inOrder(actual), inOrder(expected));
      default -> areAlike(actual, expected) || isOfDistances(request, actual, expected);
    };
  }

  private static boolean isOfDistances(List<String> request, Reply actual, Reply expected) {
    if (!request.get(1).equals(DISTANCES)
        || !(actual instanceof Reply.Array a)
        || !(expected instanceof Reply.Array b)
        || a.items().size() != b.items().size()) {
      return false;
    }
    for (int i = 0; i < a.items().size(); i++) {
      if (!areAlike(a.items().get(i), b.items().get(i))
          && !isNear(a.items().get(i).toText(), b.items().get(i).toText())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNear(String actual, String expected) {
    double a = Double.parseDouble(actual.replace("\"", ""));
    double b = Double.parseDouble(expected.replace("\"", ""));
    return Math.abs(a - b) <= TOLERANCE * Math.abs(b);
  }

  /** Whether replies are equal but for the digits of numbers: Redis 7.0 writes 17 of them. */
  private static boolean areAlike(Reply actual, Reply expected) {
    if (actual.equals(expected)) {
      return true;
    }
    if (actual instanceof Reply.Array a && expected instanceof Reply.Array b) {
      boolean same = a.items().size() == b.items().size();
      for (int i = 0; same && i < a.items().size(); i++) {
        same = areAlike(a.items().get(i), b.items().get(i));
      }
      return same;
    }
    if (actual instanceof Reply.Dbl a && expected instanceof Reply.Dbl b) {
      return a.value() == b.value();
    }
    return actual instanceof Reply.Bulk a
        && expected instanceof Reply.Bulk b
        && isSameNumber(a.text(), b.text());
  }

  private static boolean isSameNumber(String actual, String expected) {
    try {
      return number(actual) == number(expected);
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** A scan's reply with its pairs in the order of the members. */
  private static Reply inOrder(Reply reply) {
    if (!(reply instanceof Reply.Array array)
        || array.items().size() != 2
        || !(array.items().get(1) instanceof Reply.Array flat)) {
      return reply;
    }
    Map<String, Reply> pairs = new TreeMap<>();
    for (int i = 0; i + 1 < flat.items().size(); i += 2) {
      pairs.put(flat.items().get(i).toText(), flat.items().get(i + 1));
    }
    List<Reply> members =
        pairs.keySet().stream()
            .sorted(Comparator.naturalOrder())
            .<Reply>map(Reply.Simple::new)
            .toList();
    return new Reply.Array(
        List.of(
            array.items().getFirst(),
            new Reply.Array(members),
            new Reply.Array(List.copyOf(pairs.values()))));
  }

  /** All members come in an order that is compared; of others only how many there are. */
  private static boolean isSameChoice(List<String> request, Reply actual, Reply expected) {
    if (actual instanceof Reply.Array a && expected instanceof Reply.Array b) {
      return request.get(2).equals("1000")
          ? areAlike(actual, expected)
          : a.items().size() == b.items().size();
    }
    return actual.equals(expected)
        || (actual instanceof Reply.Bulk && expected instanceof Reply.Bulk);
  }
}
