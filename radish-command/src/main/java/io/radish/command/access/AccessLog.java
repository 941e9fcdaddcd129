// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was refused of late, the newest first, like events counted as one; {@code ACL LOG}. Safe for
 * any thread.
 */
public final class AccessLog {
  /** As in Redis: how long ago something like it may have begun, and how far back it may stand. */
  private static final long SAME_MILLIS = 60_000;

  private static final int SAME_ENTRIES = 10;

  /** The most that is kept of a name; a key may be as long as a request. */
  static final int MOST_OBJECT = 1024;

  /** Where a request stood that was refused. */
  public enum Context {
    TOPLEVEL,
    MULTI,
    LUA
  }

  /**
   * One kind of thing that was refused.
   *
   * @param object the command, key, channel or cache, a character for each byte
   * @param user who it was refused to, or pretended to be
   * @param client the client's line in {@code CLIENT LIST}
   */
  public record Entry(
      long id,
      long count,
      Denial reason,
      Context context,
      String object,
      String user,
      String client,
      long createdMillis,
      long updatedMillis) {
    private boolean isLike(Entry other) {
      return reason == other.reason
          && context == other.context
          && object.equals(other.object)
          && user.equals(other.user)
          && other.createdMillis - createdMillis <= SAME_MILLIS;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<Denial, Long> counts = new EnumMap<>(Denial.class);
  private int most = 128;
  private long nextId;

  /** Says how many entries are kept. */
  public synchronized void setMost(int count) {
    most = count;
    trim();
  }

  /** Notes that something was refused. */
  public synchronized void add(
      Denial reason, Context context, String object, String user, String client, long nowMillis) {
    counts.merge(reason, 1L, Long::sum);
    String kept = start(object);
    String who = start(user);
    Entry added = new Entry(nextId, 1, reason, context, kept, who, client, nowMillis, nowMillis);
    Entry like = takeLike(added);
    if (like == null) {
      nextId++;
      entries.addFirst(added);
    } else {
      entries.addFirst(
          new Entry(
              like.id,
              like.count + 1,
              reason,
              context,
              kept,
              who,
              client,
              like.createdMillis,
              nowMillis));
    }
    trim();
  }

  private static String start(String text) {
    return text.length() > MOST_OBJECT ? text.substring(0, MOST_OBJECT) : text;
  }

  private @Nullable Entry takeLike(Entry added) {
    Iterator<Entry> newest = entries.iterator();
    for (int i = 0; i < SAME_ENTRIES && newest.hasNext(); i++) {
      Entry entry = newest.next();
      if (entry.isLike(added)) {
        newest.remove();
        return entry;
      }
    }
    return null;
  }

  private void trim() {
    while (entries.size() > most) {
      entries.removeLast();
    }
  }

  /** The newest entries, so many at most. */
  public synchronized List<Entry> newest(long count) {
    return entries.stream().limit(count).toList();
  }

  /** Forgets all entries. */
  public synchronized void reset() {
    entries.clear();
  }

  /** How often something was refused for that reason. */
  public synchronized long count(Denial reason) {
    return counts.getOrDefault(reason, 0L);
  }

  /** Begins to count anew. */
  public synchronized void resetCounts() {
    counts.clear();
  }
}
