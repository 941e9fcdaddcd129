// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that answer no request, encoded once and shared by all clients they are sent to.
 *
 * <p>A message differs between the protocols in its first byte only, {@code *} or {@code >}, which
 * is chosen when it is sent: by then the client may speak another protocol than when it was
 * published. It lies in two parts, because those who listen to patterns share its second one with
 * the others.
 *
 * <p>Whoever keeps one until it can be sent {@linkplain #retain retains} it and {@linkplain
 * #release releases} it, so that the heap that waiting messages take is known, however many clients
 * wait for the same one. Safe for any thread.
 */
public final class Push {
  /** What decides how it is sent, and to whom it is not. */
  private enum Kind {
    /** The same in both protocols. */
    LINE,

    /** With another first byte in each protocol. */
    MESSAGE,

    /** For those only who speak RESP3, in which it is not taken for a reply. */
    NOTICE
  }

  private static final byte[] NOTHING = new byte[0];

  private final Kind kind;
  private final byte[] head;
  private final byte[] body;

  /** Where what it takes is counted; null for one whose bytes are the same in both protocols. */
  private final @Nullable HeapShare share;

  private final AtomicInteger holders = new AtomicInteger();

  private Push(Kind kind, byte[] head, byte[] body, @Nullable HeapShare share) {
    this.kind = kind;
    this.head = head;
    this.body = body;
    this.share = share;
  }

  /** A whole line, the same in both protocols. */
  public static Push ofLine(byte[] line) {
    return new Push(Kind.LINE, line, NOTHING, null);
  }

  /** A message, whose head begins with {@code *}. */
  static Push ofMessage(byte[] head, byte[] body, HeapShare share) {
    return new Push(Kind.MESSAGE, head, body, share);
  }

  /** A push of RESP3, whole. */
  static Push ofNotice(byte[] head, byte[] body, HeapShare share) {
    return new Push(Kind.NOTICE, head, body, share);
  }

  /**
   * Whether a client must not get it that speaks {@code protocol} by now.
   *
   * @param ended whether it is shown and listens to nothing any more
   */
  public boolean isVain(int protocol, boolean ended) {
    return kind == Kind.NOTICE ? protocol < 3 : ended;
  }

  /** The number of bytes. */
  public int length() {
    return head.length + body.length;
  }

  /** The first part, at least one byte; not to be changed. */
  public byte[] head() {
    return head;
  }

  /** The second part, perhaps empty; not to be changed. */
  public byte[] body() {
    return body;
  }

  /** The byte to begin with instead of the head's first. */
  public byte first(int protocol) {
    return kind == Kind.MESSAGE && protocol == 3 ? (byte) '>' : head[0];
  }

  /** All of it, as a client that speaks {@code protocol} gets it. */
  public byte[] toBytes(int protocol) {
    byte[] all = Arrays.copyOf(head, length());
    System.arraycopy(body, 0, all, head.length, body.length);
    all[0] = first(protocol);
    return all;
  }

  /** Notes that somebody keeps it. */
  public void retain() {
    if (share != null && holders.getAndIncrement() == 0) {
      share.force(length());
    }
  }

  /** Notes that somebody keeps it no longer. */
  public void release() {
    if (share != null && holders.decrementAndGet() == 0) {
      share.giveBack(length());
    }
  }

  /**
   * Whether what waits to be sent takes all the heap it may: then those who are far behind have to
   * be cut off.
   */
  public boolean isHeapShort() {
    return share != null && share.isExceeded();
  }
}
