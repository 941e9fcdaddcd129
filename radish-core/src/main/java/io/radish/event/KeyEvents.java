// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

import io.radish.memory.ByteView;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What happens to keys, by Redis' names, told to one listener while the lock of the key's shard is
 * held: so the events of a key come in the order of its changes.
 *
 * <p>While nobody wants to hear of a class of events, it costs one read of a field without a fence.
 * Safe for any thread.
 */
public final class KeyEvents {
  /** Takes the events, under the lock of a shard: quickly, and without taking such a lock. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes one event.
     *
     * @param event Redis' name of it
     * @param keyspace the number of the database, or the name of the cache or store, in UTF-8
     * @param key valid until this returns
     */
    void happened(String event, byte[] keyspace, ByteView key);
  }

  private static final VarHandle WANTED;

  static {
    try {
      WANTED = MethodHandles.lookup().findVarHandle(KeyEvents.class, "wanted", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The bits of the classes that are told of. */
  private int wanted;

  private volatile Listener listener = (event, keyspace, key) -> {};

  /** Makes events that nobody listens to yet. */
  public KeyEvents() {}

  /** Tells {@code taker} from now on, instead of whom it told before. */
  public void setListener(Listener taker) {
    listener = taker;
  }

  /** Chooses what is told of, by the {@linkplain Notification#bit bits} of the classes. */
  public void choose(int classes) {
    WANTED.setOpaque(this, classes);
  }

  /** Whether events of this class are told of. */
  public boolean wants(Notification kind) {
    return ((int) WANTED.getOpaque(this) & kind.bit()) != 0;
  }

  /** Tells of an event whose class is {@linkplain #wants wanted}; the key's lock is held. */
  public void tell(String event, byte[] keyspace, ByteView key) {
    listener.happened(event, keyspace, key);
  }
}
