// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.ByteText;
import io.radish.command.pubsub.Kind;
import io.radish.command.tracking.TrackedClient;
import io.radish.command.tracking.Tracker;
import io.radish.command.tracking.TrackingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Clients as {@code CLIENT LIST}, {@code CLIENT INFO} and {@code ACL LOG} show them. */
public final class ClientLine {
  private ClientLine() {}

  /** Writes a client's line, its end included. */
  public static void write(Session session, StringBuilder text) {
    var client = session.client();
    field(text, "id", client.id());
    field(text, "addr", client.remoteAddress());
    field(text, "laddr", client.localAddress());
    field(text, "fd", -1);
    field(text, "name", session.name());
    field(text, "age", client.ageSeconds());
    field(text, "idle", client.idleSeconds());
    field(text, "flags", flags(session));
    field(text, "db", session.database());
    field(text, "sub", session.subscriptions(Kind.CHANNEL));
    field(text, "psub", session.subscriptions(Kind.PATTERN));
    field(text, "ssub", session.subscriptions(Kind.SHARD));
    field(text, "multi", session.queuedRequests());
    long query = client.queryBytes();
    long queued = session.queuedBytes();
    long replies = client.replyBytes();
    field(text, "qbuf", query);
    text.append("qbuf-free=0 argv-mem=0 ");
    field(text, "multi-mem", queued);
    text.append("rbs=0 rbp=0 obl=0 ");
    field(text, "oll", replies == 0 ? 0 : 1);
    field(text, "omem", replies);
    long kept = queued + session.watchedBytes() + session.subscriptionBytes();
    field(text, "tot-mem", query + replies + kept);
    field(text, "events", "r");
    field(text, "cmd", session.lastCommand());
    field(text, "user", ByteText.string(session.user().name()));
    field(text, "redir", redirect(session.tracker()));
    field(text, "resp", session.protocol());
    field(text, "lib-name", session.libraryName());
    field(text, "lib-ver", session.libraryVersion());
    field(text, "watch", session.watchedKeys());
    text.append("cache=").append(encode(session.keyspaceName().toString())).append('\n');
  }

  private static void field(StringBuilder text, String name, long value) {
    text.append(name).append('=').append(value).append(' ');
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append('=').append(value).append(' ');
  }

  /** Who is told of keys in the place of a client: -1 where it is told of none, 0 for itself. */
  public static long redirect(@Nullable Tracker tracker) {
    TrackingMode mode = tracker == null ? null : tracker.mode();
    TrackedClient redirect = mode == null ? null : mode.redirect();
    return mode == null ? -1 : redirect == null ? 0 : redirect.id();
  }

  private static String flags(Session session) {
    StringBuilder flags = new StringBuilder();
    if (session.isMonitoring()) {
      flags.append('O');
    }
    if (session.subscriptionBytes() > 0) {
      flags.append('P');
    }
    if (session.queuedRequests() >= 0) {
      flags.append('x');
    }
    if (session.isBlocked() || session.client().isPostponed()) {
      flags.append('b');
    }
    Tracker tracker = session.tracker();
    TrackingMode tracked = tracker == null ? null : tracker.mode();
    if (tracker != null && tracked != null) {
      flags
          .append('t')
          .append(tracker.isBroken() ? "R" : "")
          .append(tracked.broadcast() ? "B" : "");
    }
    if (session.isWatchedChanged()) {
      flags.append('d');
    }
    if (session.client().remoteAddress().startsWith("/")) {
      flags.append('U');
    }
    if (session.isNoEvict()) {
      flags.append('e');
    }
    if (session.isNoTouch()) {
      flags.append('T');
    }
    return flags.isEmpty() ? "N" : flags.toString();
  }

  /** A cache's name may hold blanks, which end a field here. */
  private static String encode(String name) {
    StringBuilder text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (c == ' ' || c == '=' || c == '%') {
                text.append(String.format(Locale.ROOT, "%%%02X", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
