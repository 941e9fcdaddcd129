// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes replies about streams comparable that were given at other times, and by servers of other
 * versions.
 */
final class StreamTimes {
  /** Larger numbers are times. */
  private static final long A_TIME = 100_000_000_000L;

  /** Members that are times, came with 7.2, or are about nodes, which only Redis has. */
  private static final Set<String> LEFT_OUT =
      Set.of("idle", "inactive", "seen-time", "active-time", "radix-tree-keys", "radix-tree-nodes");

  private StreamTimes() {}

  /** Whether a reply is one that may hold times. */
  static boolean isFor(String command) {
    String name = command.toLowerCase(Locale.ROOT);
    return name.equals("xpending") || name.equals("xinfo");
  }

  /**
   * What is to be asked for on both sides beforehand: before 7.2 who asked for entries and got none
   * was no consumer of the group afterwards.
   */
  static List<byte[][]> before(byte[][] request) {
    List<String> words =
        Stream.of(request)
            .map(word -> new String(word, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
            .toList();
    List<byte[][]> all = new ArrayList<>();
    boolean claims = words.getFirst().equals("xclaim") || words.getFirst().equals("xautoclaim");
    if (claims && request.length > 3) {
      all.add(createConsumer(request[1], request[2], request[3]));
    }
    int group = words.indexOf("group");
    int streams = words.indexOf("streams");
    if (words.getFirst().equals("xreadgroup") && group > 0 && streams > group + 2) {
      for (int i = 1; i <= (request.length - streams - 1) / 2; i++) {
        all.add(createConsumer(request[streams + i], request[group + 1], request[group + 2]));
      }
    }
    return all;
  }

  private static byte[][] createConsumer(byte[] key, byte[] group, byte[] consumer) {
    return new byte[][] {
      "XGROUP".getBytes(StandardCharsets.US_ASCII),
      "CREATECONSUMER".getBytes(StandardCharsets.US_ASCII),
      key,
      group,
      consumer
    };
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
