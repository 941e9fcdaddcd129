// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.LongWorkQueue.Lane;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LongWorkQueueTest {
  private static final String SHUTTING_DOWN = Errors.SHUTTING_DOWN;

  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final LongWorkQueue queue = new LongWorkQueue(threads::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void lane_isNoWiderThanItSays() {
    for (int i = 0; i < 9; i++) {
      queue.submit(Lane.READS, null, work("read"), new Client());
      queue.submit(Lane.BACKUPS, null, work("run"), new Client());
    }
    assertThat(threads).hasSize(4 + 1);
    work();
    assertThat(done).hasSize(18);
  }

  @Test
  void lane_worksInOrder() {
    for (String name : List.of("a", "b", "c")) {
      queue.submit(Lane.RESTORES, null, work(name), new Client());
    }
    work();
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void sameWork_thatHasNotBegun_isDoneOnceForAll() {
    Client first = new Client();
    Client second = new Client();
    queue.submit(Lane.BACKUPS, "run", work("one"), first);
    queue.submit(Lane.BACKUPS, "other", work("other"), new Client());
    queue.submit(Lane.BACKUPS, "run", work("two"), second);
    work();
    assertThat(done).containsExactly("one", "other");
    assertThat(first.answer).isNotNull().isSameAs(second.answer);
  }

  @Test
  void sameWork_thatHasBegun_isDoneAgain() {
    queue.submit(
        Lane.BACKUPS,
        "run",
        () -> {
          queue.submit(Lane.BACKUPS, "run", work("second"), new Client());
          return work("first").run();
        },
        new Client());
    work();
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void fullLane_refuses_untilThoseWhoLeftAreOutOfIt() {
    Client leaving = new Client();
    for (int i = 0; i < LongWorkQueue.MOST_WAITING; i++) {
      queue.submit(Lane.READS, null, work("read"), leaving);
    }
    Client refused = new Client();
    queue.submit(Lane.READS, null, work("late"), refused);
    assertThat(refused.error()).isEqualTo(Errors.TOO_MUCH_WAITS);
    Client elsewhere = new Client();
    queue.submit(Lane.BACKUPS, null, work("run"), elsewhere);

    leaving.gone = true;
    Client accepted = new Client();
    queue.submit(Lane.READS, null, work("late"), accepted);
    work();
    assertThat(done).containsExactlyInAnyOrder("late", "run");
    assertThat(accepted.answer).isInstanceOf(LongWork.Done.class);
  }

  @Test
  void sameWork_asksNoMoreThanTheLaneHolds() {
    for (int i = 0; i < LongWorkQueue.MOST_WAITING; i++) {
      queue.submit(Lane.BACKUPS, "run", work("run"), new Client());
    }
    Client refused = new Client();
    queue.submit(Lane.BACKUPS, "run", work("run"), refused);
    assertThat(refused.error()).isEqualTo(Errors.TOO_MUCH_WAITS);
  }

  @Test
  void failure_isAnsweredInWords_andABugIsHandedOn() {
    Client denied = new Client();
    queue.submit(
        Lane.READS,
        null,
        () -> {
          throw new NoSuchFileException("x.json");
        },
        denied);
    Client failed = new Client();
    queue.submit(
        Lane.READS,
        null,
        () -> {
          throw new IOException("the disk is full");
        },
        failed);
    Client bug = new Client();
    IllegalStateException cause = new IllegalStateException("a bug");
    queue.submit(
        Lane.READS,
        null,
        () -> {
          throw cause;
        },
        bug);
    Client next = new Client();
    queue.submit(Lane.READS, null, work("next"), next);
    work();
    assertThat(denied.error()).isEqualTo("ERR NoSuchFileException: x.json");
    assertThat(failed.error()).isEqualTo("ERR the disk is full");
    assertThat(bug.bug).isSameAs(cause);
    assertThat(next.answer).isInstanceOf(LongWork.Done.class);
  }

  @Test
  void workThatChangesData_doesNotBeginWhileClientsArePaused() throws Exception {
    AtomicLong heldMillis = new AtomicLong(3_600_000);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      LongWorkQueue held = new LongWorkQueue(workers, heldMillis::get);
      held.submitUnasked(
          Lane.RESTORES,
          () -> {
            begun.countDown();
            mayEnd.await();
            return new LongWork.Done(reply -> reply.ok());
          });
      held.awaitChanges();
      assertThat(begun.getCount()).isEqualTo(1);
      heldMillis.set(0);
      held.resume();
      begun.await();
      Future<Boolean> over =
          workers.submit(
              () -> {
                held.awaitChanges();
                return mayEnd.getCount() == 0;
              });
      mayEnd.countDown();
      assertThat(over.get()).isTrue();
      held.close();
    }
  }

  @Test
  void migrations_doNotBeginDuringAPause_butAreNotWaitedFor() throws Exception {
    AtomicLong heldMillis = new AtomicLong();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      LongWorkQueue held = new LongWorkQueue(workers, heldMillis::get);
      held.submitUnasked(
          Lane.MIGRATIONS,
          () -> {
            begun.countDown();
            mayEnd.await();
            return new LongWork.Done(reply -> reply.ok());
          });
      begun.await();
      heldMillis.set(3_600_000);
      held.awaitChanges();
      held.submitUnasked(
          Lane.MIGRATIONS,
          () -> {
            late.countDown();
            return new LongWork.Done(reply -> reply.ok());
          });
      mayEnd.countDown();
      assertThat(late.getCount()).isEqualTo(1);
      heldMillis.set(0);
      held.resume();
      late.await();
      held.close();
    }
  }

  @Test
  void closedQueue_refusesWhatWaitsAndWhatComes() {
    Client waiting = new Client();
    queue.submit(Lane.BACKUPS, null, work("run"), waiting);
    queue.close();
    assertThat(waiting.error()).isEqualTo(SHUTTING_DOWN);
    assertThat(queue.submitUnasked(Lane.BACKUPS, work("run"))).isEqualTo(SHUTTING_DOWN);
    work();
    assertThat(done).isEmpty();
  }

  private LongWork work(String name) {
    return () -> {
      done.add(name);
      return new LongWork.Done(reply -> reply.ok());
    };
  }

  private void work() {
    for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
      next.run();
    }
  }

  private static final class Client implements LongWorkQueue.Asker {
    private boolean gone;
    private LongWork.@Nullable Outcome answer;
    private @Nullable Throwable bug;

    @Override
    public boolean isAbandoned() {
      return gone;
    }

    @Override
    public void answer(LongWork.Outcome outcome) {
      answer = outcome;
    }

    @Override
    public void fail(Throwable failure) {
      bug = failure;
    }

    private String error() {
      return answer instanceof LongWork.Refused refused ? refused.error() : "was not refused";
    }
  }
}
