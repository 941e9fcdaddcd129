// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes replies about streams comparable that were given at other times, and by servers of other
 * versions.
 */
final class StreamTimes {
  /** Larger numbers are times. */
  private static final long A_TIME = 100_000_000_000L;

  /** Members that are times, came with 7.2, or are about nodes that no other server has. */
  private static final Set<String> LEFT_OUT =
      Set.of("idle", "inactive", "seen-time", "active-time", "radix-tree-nodes");

  private StreamTimes() {}

  /** Whether a reply is one that may hold times. */
  static boolean isFor(String command) {
    String name = command.toLowerCase(Locale.ROOT);
    return name.equals("xpending") || name.equals("xinfo");
  }

  /** The reply without times. */
  static Reply without(List<String> request, Reply reply) {
    boolean rows = request.getFirst().equalsIgnoreCase("xpending") && request.size() > 3;
    return rows && reply instanceof Reply.Array array
        ? new Reply.Array(array.items().stream().map(StreamTimes::row).toList())
        : without(reply);
  }

  private static Reply row(Reply row) {
    List<Reply> parts = new ArrayList<>(((Reply.Array) row).items());
    parts.set(2, new Reply.Int(0));
    return new Reply.Array(parts);
  }

  private static Reply without(Reply reply) {
    return switch (reply) {
      case Reply.Int number when number.value() > A_TIME -> new Reply.Int(0);
      case Reply.Array array -> new Reply.Array(pairs(array.items()));
      case Reply.MapReply map ->
          new Reply.MapReply(
              map.pairs().stream()
                  .filter(pair -> !isLeftOut(pair.key()))
                  .map(pair -> new Reply.Pair(pair.key(), without(pair.value())))
                  .toList());
      default -> reply;
    };
  }

  private static List<Reply> pairs(List<Reply> items) {
    List<Reply> kept = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (isLeftOut(items.get(i))) {
        i++;
      } else {
        kept.add(without(items.get(i)));
      }
    }
    return kept;
  }

  private static boolean isLeftOut(Reply key) {
    return key instanceof Reply.Bulk bulk && LEFT_OUT.contains(bulk.text());
  }
}
