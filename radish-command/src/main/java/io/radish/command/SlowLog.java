// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.ArrayDeque;
import java.util.List;

/** The commands that took longest to come by lately; the oldest make room for new ones. */
public final class SlowLog {
  /**
   * One of them.
   *
   * @param id its number, never given twice
   * @param timeSeconds when it ran, in Unix time
   * @param micros how long it took
   * @param arguments the request, shortened, without passwords
   * @param address the client's address
   * @param clientName the name the client gave itself, or empty
   */
  public record Entry(
      long id,
      long timeSeconds,
      long micros,
      List<byte[]> arguments,
      String address,
      String clientName) {}

  private final ArrayDeque<Entry> newestFirst = new ArrayDeque<>();
  private long nextId;

  /** Notes a command, and forgets the oldest past {@code most}. */
  synchronized void add(
      Session session, long nowMillis, long micros, List<byte[]> arguments, long most) {
    String address = session.client().remoteAddress();
    newestFirst.addFirst(
        new Entry(nextId++, nowMillis / 1000, micros, arguments, address, session.name()));
    while (newestFirst.size() > most) {
      newestFirst.removeLast();
    }
  }

  /** The newest {@code count}, newest first. */
  public synchronized List<Entry> newest(long count) {
    return newestFirst.stream().limit(count).toList();
  }

  public synchronized int size() {
    return newestFirst.size();
  }

  /** Forgets all; numbers go on. */
  public synchronized void clear() {
    newestFirst.clear();
  }
}
