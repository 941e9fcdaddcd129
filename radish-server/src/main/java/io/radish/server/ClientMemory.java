// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Client;
import io.radish.command.Session;
import io.radish.server.config.MemoryParameters;
import io.radish.server.config.Settings;
import io.radish.store.MemoryLimits;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients take for their requests, replies, transactions and subscriptions: counts against
 * {@code maxmemory}, and is held against {@code maxmemory-clients}.
 *
 * <p>Looked at by the housekeeper, and only where there is a limit: what is over it may be for a
 * tenth of a second.
 */
final class ClientMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);

  private final Settings settings;
  private final MemoryLimits limits;
  private final AtomicLong evicted = new AtomicLong();

  ClientMemory(Settings settings, MemoryLimits limits) {
    this.settings = settings;
    this.limits = limits;
  }

  /** A client with what it took at one look. */
  private record Taking(Session session, long bytes) {}

  /** Adds up what the clients take, and disconnects the largest where it is too much. */
  void look(Collection<Session> sessions) {
    long most = settings.get(MemoryParameters.CLIENTS).bytes(limits.maxBytes());
    if (most == 0 && !limits.isLimited()) {
      limits.setOutsideBytes(0);
      return;
    }
    List<Taking> all = sessions.stream().map(each -> new Taking(each, bytes(each))).toList();
    long sum = all.stream().mapToLong(Taking::bytes).sum();
    limits.setOutsideBytes(sum);
    if (most > 0 && sum > most) {
      evict(all, sum - most);
    }
  }

  private static long bytes(Session session) {
    Client client = session.client();
    return client.queryBytes()
        + client.replyBytes()
        + session.queuedBytes()
        + session.watchedBytes()
        + session.subscriptionBytes();
  }

  private void evict(List<Taking> all, long excess) {
    long left = excess;
    List<Taking> largestFirst =
        all.stream()
            .filter(each -> !each.session.isNoEvict())
            .sorted(Comparator.comparingLong(Taking::bytes).reversed())
            .toList();
    for (Taking each : largestFirst) {
      if (left <= 0) {
        return;
      }
      if (each.session.kill()) {
        left -= each.bytes;
        evicted.incrementAndGet();
        LOG.warn(
            "client {} was disconnected for the sake of maxmemory-clients: it took {} bytes",
            each.session.client().id(),
            each.bytes);
      }
    }
  }

  /** The clients that were disconnected. */
  long evictedClients() {
    return evicted.get();
  }

  /** Begins to count anew. */
  void resetCount() {
    evicted.set(0);
  }
}
