// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.command.Client;
import io.radish.command.Deferral;
import io.radish.command.pubsub.Push;
import io.radish.resp.ReplyWriter;
import io.radish.store.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connected client without a connection. */
public final class FakeClient implements Client {
  /** Long enough for any answer that is put off, short enough for a test that waits in vain. */
  private static final int DEFERRAL_SECONDS = 30;

  private final long id;
  private final ManualClock clock;
  private volatile boolean closed;
  private volatile boolean postponed;
  private final List<Push> pushed = new CopyOnWriteArrayList<>();
  private @Nullable PutOff deferred;

  FakeClient(long id, ManualClock clock) {
    this.id = id;
    this.clock = clock;
  }

  /** Whether the connection was closed, or is to be once the replies are sent. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether a request is answered that its client may read; false while its answer is put off. */
  boolean isAnswered() {
    PutOff open = deferred;
    return open == null || open.answer.isDone();
  }

  /** Writes the answer that was put off, where one was, as soon as it is given. */
  void finish(ReplyWriter replies) {
    PutOff open = deferred;
    deferred = null;
    if (open != null) {
      open.answer.orTimeout(DEFERRAL_SECONDS, TimeUnit.SECONDS).join().accept(replies);
      open.timer.run();
    }
  }

  /** Breaks the connection, as seen from the server. */
  void go() {
    closed = true;
    PutOff open = deferred;
    deferred = null;
    if (open != null) {
      open.answer.cancel(false);
      open.timer.run();
      open.whenGone.run();
    }
  }

  private static final class PutOff implements Deferral {
    private final CompletableFuture<Consumer<ReplyWriter>> answer = new CompletableFuture<>();
    private final ManualClock clock;
    private Runnable timer = () -> {};
    private Runnable whenGone = () -> {};

    PutOff(ManualClock clock) {
      this.clock = clock;
    }

    @Override
    public boolean isAbandoned() {
      return answer.isCancelled();
    }

    @Override
    public void complete(Consumer<ReplyWriter> given) {
      answer.complete(given);
    }

    @Override
    public void after(long millis, Runnable task) {
      timer = clock.after(Duration.ofMillis(millis), task);
    }

    @Override
    public void whenGone(Runnable task) {
      whenGone = task;
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1:" + (40_000 + id);
  }

  @Override
  public String localAddress() {
    return "127.0.0.1:6379";
  }

  @Override
  public long ageSeconds() {
    return 0;
  }

  @Override
  public long idleSeconds() {
    return 0;
  }

  @Override
  public long queryBytes() {
    return 0;
  }

  @Override
  public long replyBytes() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void closeAfterReplies() {
    closed = true;
  }

  @Override
  public boolean isPostponed() {
    return postponed;
  }

  @Override
  public void postpone(long millis) {
    postponed = true;
  }

  @Override
  public boolean push(Push message) {
    return pushed.add(message);
  }

  @Override
  public void deliverPushes() {
    // What was pushed has come already.
  }

  /** What was sent without being asked for, in order. */
  public List<Push> pushed() {
    return List.copyOf(pushed);
  }

  @Override
  public void endPushes() {
    // What was pushed has come already.
  }

  @Override
  public void beginPushes() {
    // It never ended.
  }

  @Override
  public Deferral defer() {
    PutOff put = new PutOff(clock);
    deferred = put;
    return put;
  }
}
