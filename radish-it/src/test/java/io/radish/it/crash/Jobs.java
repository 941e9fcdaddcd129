// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A queue of numbered jobs, one who adds to it, and several who wait for them and count on a common
 * counter what they do.
 *
 * <p>After a start the queue has no gap; no job is gone that was not handed out, none is back that
 * was, and the counter has no number twice. A queue lasts from one start to the next.
 */
final class Jobs {
  private static final String COUNTER = "jobs:counter";

  private final int workers;

  /** The number of the queue, because each start gets a new one. */
  private long queue;

  private final AtomicLong added = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();

  /** Guarded by this. */
  private final Set<Long> taken = new TreeSet<>();

  /** What the counter was at the last start. */
  private long countedBefore;

  Jobs(int workers) {
    this.workers = workers;
  }

  private String key() {
    return "jobs:" + queue;
  }

  /** Adds jobs, one by one or several at once. */
  Party adder() {
    return new Party() {
      @Override
      public void talk(Wire wire) throws IOException {
        while (true) {
          int count = (int) (sent.get() % 5) + 1;
          for (int i = 0; i < count; i++) {
            wire.add(List.of("RPUSH", key(), Long.toString(sent.incrementAndGet())));
          }
          wire.flush();
          for (int i = 0; i < count; i++) {
            number(wire.read());
            added.incrementAndGet();
            acknowledged.incrementAndGet();
          }
        }
      }

      @Override
      public void settle(Wire wire, long killedNanos) throws IOException {
        Jobs.this.settle(wire);
      }

      @Override
      public long acknowledgedWrites() {
        return acknowledged.get();
      }
    };
  }

  /** Counts and waits for a job, both at once. */
  Party worker() {
    return new Party() {
      @Override
      public void talk(Wire wire) throws IOException {
        while (true) {
          wire.add(List.of("INCR", COUNTER));
          wire.add(List.of("BLPOP", key(), "0"));
          wire.flush();
          counted.accumulateAndGet(number(wire.read()), Math::max);
          acknowledged.incrementAndGet();
          if (!(wire.read() instanceof Reply.Array popped)) {
            throw new AssertionError("BLPOP without end ended");
          }
          take(Long.parseLong(Wire.text(popped.items().getLast())));
          acknowledged.incrementAndGet();
        }
      }

      @Override
      public void settle(Wire wire, long killedNanos) {
        // Done by who adds.
      }

      @Override
      public long acknowledgedWrites() {
        return 0;
      }
    };
  }

  private static long number(Reply reply) {
    if (reply instanceof Reply.Int number) {
      return number.value();
    }
    throw new AssertionError("expected a number: " + reply);
  }

  private synchronized void take(long job) {
    if (!taken.add(job)) {
      throw new AssertionError("job " + job + " was handed out twice");
    }
  }

  private synchronized void settle(Wire wire) throws IOException {
    Reply.Array left = (Reply.Array) wire.run("LRANGE", key(), "0", "-1");
    List<Long> jobs = left.items().stream().map(item -> Long.parseLong(Wire.text(item))).toList();
    for (int i = 1; i < jobs.size(); i++) {
      check(jobs.get(i) == jobs.get(i - 1) + 1, "the queue has a gap: " + jobs);
    }
    long last = taken.stream().mapToLong(Long::longValue).max().orElse(0);
    long handedOutAtMost = taken.size() + (long) workers;
    if (jobs.isEmpty()) {
      check(added.get() <= handedOutAtMost, "the queue is empty; jobs of it are lost");
    } else {
      check(jobs.getFirst() > last, "a job is back that was handed out");
      check(jobs.getFirst() - 1 <= handedOutAtMost, "jobs were lost at the head of the queue");
      check(jobs.getLast() >= added.get(), "jobs were lost at the tail of the queue");
      check(jobs.getLast() <= sent.get(), "jobs are there that nobody added");
    }
    Reply counter = wire.run("GET", COUNTER);
    long now = counter instanceof Reply.Bulk bulk ? Long.parseLong(bulk.text()) : 0;
    check(now >= counted.get(), "the counter went back to " + now);
    check(now <= countedBefore + taken.size() + 2L * workers, "the counter is ahead: " + now);
    begin(wire, now);
  }

  private void check(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(
          "%s (%s; added and acknowledged %d, sent %d, handed out %d up to %s, counted %d)"
              .formatted(
                  otherwise,
                  key(),
                  added.get(),
                  sent.get(),
                  taken.size(),
                  taken.stream().max(Long::compare),
                  counted.get()));
    }
  }

  private void begin(Wire wire, long counter) throws IOException {
    Reply _ = wire.run("DEL", key());
    queue++;
    added.set(0);
    sent.set(0);
    taken.clear();
    countedBefore = counter;
  }
}
