// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;

import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each of several connections has queued since its {@code MULTI}, as told by its replies. */
final class OpenTransactions {
  /** Commands that choose by chance: what they choose is looked for, or done, there too. */
  private static final Set<String> ASKED_ABOUT =
      Set.of("spop", "srandmember", "hrandfield", "zrandmember");

  private final List<@Nullable List<List<String>>> byConnection = new ArrayList<>();

  OpenTransactions(int connections) {
    for (int i = 0; i < connections; i++) {
      byConnection.add(null);
    }
  }

  /**
   * Whether a real server needs to be asked something else around this request, which cannot be
   * done while it is only queued.
   */
  static boolean needsMore(List<String> request) {
    String name = request.getFirst().toLowerCase(Locale.ROOT);
    return name.startsWith("sort") || ASKED_ABOUT.contains(name);
  }

  boolean isOpen(int connection) {
    return byConnection.get(connection) != null;
  }

  /** The requests that were queued, in order. */
  List<List<String>> queued(int connection) {
    List<List<String>> queued = byConnection.get(connection);
    return queued == null ? List.of() : queued;
  }

  /** Takes note of the reply to a request. */
  void answered(int connection, List<String> request, Reply reply) {
    List<List<String>> queued = byConnection.get(connection);
    switch (request.getFirst().toLowerCase(Locale.ROOT)) {
      case "multi" -> {
        if (queued == null && reply.equals(ok())) {
          byConnection.set(connection, new ArrayList<>());
        }
      }
      case "exec", "reset" -> byConnection.set(connection, null);
      case "discard" -> {
        if (reply.equals(ok())) {
          byConnection.set(connection, null);
        }
      }
      default -> {
        if (queued != null && reply.equals(simple("QUEUED"))) {
          queued.add(request);
        }
      }
    }
  }
}
