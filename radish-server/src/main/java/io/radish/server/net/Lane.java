// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.radish.command.Dispatcher;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the connections of one event loop share, because only one of them runs at a time: the writer
 * of replies and the flyweight of requests. Used on the loop's thread only.
 */
final class Lane {
  /** Replies of a batch that are gathered before they are handed on: a page of small ones. */
  private static final int BLOCK_BYTES = 16 * 1024;

  /** Requests that are looked at before they run; what a dispatcher makes use of at a time. */
  private static final int LOOK_AHEAD = Dispatcher.EXPECTED_AT_ONCE;

  final ReplyWriter writer = new ReplyWriter(BLOCK_BYTES);
  final Arguments arguments = new Arguments();
  final RequestPreview preview = new RequestPreview(LOOK_AHEAD);
  private final Set<Connection> connections = new LinkedHashSet<>();

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** The connections now; a copy, because what is done with one may close it. */
  List<Connection> connections() {
    return new ArrayList<>(connections);
  }
}
