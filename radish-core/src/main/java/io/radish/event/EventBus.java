// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Takes events under the shards' locks and delivers them outside of any.
 *
 * <p>Events go into one queue while their lock is held, so their order is that of the changes.
 * Whoever comes to {@link #deliver()} first empties the queue for everybody; the others go on, and
 * an event published by a listener is delivered after the present one by the same loop.
 */
public final class EventBus {
  private record Subscription(Predicate<String> keyspaces, StoreListener listener) {}

  private final CopyOnWriteArrayList<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Queue<StoreEvent> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final BiConsumer<StoreEvent, RuntimeException> onFailure;

  /** Makes a bus that reports what listeners throw to {@code onFailure}. */
  public EventBus(BiConsumer<StoreEvent, RuntimeException> onFailure) {
    this.onFailure = onFailure;
  }

  /** Adds a listener for the keyspaces whose name {@code keyspaces} accepts. */
  public AutoCloseable subscribe(Predicate<String> keyspaces, StoreListener listener) {
    Subscription subscription = new Subscription(keyspaces, listener);
    subscriptions.add(subscription);
    return () -> subscriptions.remove(subscription);
  }

  /** Whether anybody listens; without it no event is to be made. */
  public boolean isActive() {
    return !subscriptions.isEmpty();
  }

  /** Queues an event; called under the lock that the change was made under. */
  public void publish(StoreEvent event) {
    queue.add(event);
  }

  /** Delivers what is queued; called without any lock. */
  public void deliver() {
    if (queue.isEmpty() || pending.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        StoreEvent event;
        while ((event = queue.poll()) != null) {
          deliver(event);
        }
      } catch (RuntimeException | Error e) {
        // Whoever comes next delivers the rest.
        pending.set(0);
        throw e;
      }
      seen = pending.addAndGet(-seen);
    } while (seen != 0);
  }

  private void deliver(StoreEvent event) {
    for (Subscription subscription : subscriptions) {
      try {
        if (subscription.keyspaces().test(event.keyspace())) {
          subscription.listener().onEvent(event);
        }
      } catch (RuntimeException e) {
        onFailure.accept(event, e);
      }
    }
  }
}
