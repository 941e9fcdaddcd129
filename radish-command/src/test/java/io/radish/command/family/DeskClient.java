// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Client;
import io.radish.command.Deferral;
import io.radish.command.Dispatcher;
import io.radish.command.Session;
import io.radish.command.pubsub.Push;
import io.radish.resp.Arguments;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import io.radish.store.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client at a {@link Desk}: sends requests, and reads the replies at once. */
final class DeskClient implements Client {
  final Session session;
  boolean closed;
  boolean closing;
  long postponedMillis;
  final StringBuilder pushed = new StringBuilder();
  int mostPushed = Integer.MAX_VALUE;
  private final long id;
  private final Dispatcher dispatcher;
  private final ManualClock time;
  private final Desk desk;
  private @Nullable Runnable whenGone;
  private final ReplyWriter writer = new ReplyWriter(256);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  DeskClient(Desk desk, long id) {
    this.id = id;
    this.time = desk.time;
    this.desk = desk;
    this.session = new Session(this, desk.services);
    desk.services.accounts().welcome(session);
    this.dispatcher = new Dispatcher(desk.services);
  }

  /** Runs a request and reads its one reply. */
  Reply run(String... request) {
    byte[] bytes = raw(Arguments.of(request));
    return read(bytes);
  }

  /** Runs a request of bytes and reads its one reply. */
  Reply run(byte[]... request) {
    return read(raw(Arguments.of(request)));
  }

  /** Runs a request; the reply as {@code redis-cli} shows it. */
  String text(String... request) {
    return run(request).toText();
  }

  /** Runs a request; the reply's bytes, none where there is no reply. */
  String bytes(String... request) {
    return new String(raw(Arguments.of(request)), StandardCharsets.UTF_8);
  }

  /** The text of {@code INFO} for the sections named. */
  String info(String... sections) {
    String[] request = new String[sections.length + 1];
    request[0] = "INFO";
    System.arraycopy(sections, 0, request, 1, sections.length);
    return ((Reply.Bulk) run(request)).text();
  }

  /** What came since the last time anybody looked. */
  String later() {
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte[] raw(Arguments request) {
    writer.begin(sink, session.protocol());
    dispatcher.execute(session, request, writer);
    writer.flush();
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return bytes;
  }

  private static Reply read(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    ReplyReader reader = new ReplyReader(in);
    try {
      Reply reply = reader.read();
      if (in.available() > 0) {
        throw new AssertionError(
            "more than one reply: " + new String(bytes, StandardCharsets.UTF_8));
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final ReplySink sink =
      new ReplySink() {
        @Override
        public void block(byte[] array, int offset, int length) {
          sent.write(array, offset, length);
        }

        @Override
        public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
          sent.writeBytes(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
          release.run();
        }
      };

  @Override
  public long id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1:" + (50_000 + id);
  }

  @Override
  public String localAddress() {
    return "127.0.0.1:6379";
  }

  @Override
  public long ageSeconds() {
    return 9;
  }

  @Override
  public long idleSeconds() {
    return 3;
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
    closing = true;
  }

  /** Breaks the connection, as seen from the server. */
  void go() {
    closed = true;
    Runnable task = whenGone;
    whenGone = null;
    if (task != null) {
      task.run();
    }
    session.end(desk.services.pubSub(), desk.services.tracking());
  }

  @Override
  public boolean isPostponed() {
    return postponedMillis > 0;
  }

  @Override
  public void postpone(long millis) {
    postponedMillis = millis;
  }

  @Override
  public boolean push(Push message) {
    if (pushed.length() + message.length() > mostPushed) {
      return false;
    }
    byte[] bytes = message.toBytes(session.protocol());
    pushed.append(new String(bytes, StandardCharsets.ISO_8859_1));
    return true;
  }

  @Override
  public void deliverPushes() {
    // What was pushed has come already.
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
    return new Deferral() {
      @Override
      public boolean isAbandoned() {
        return closed;
      }

      private boolean completed;

      @Override
      public void complete(Consumer<ReplyWriter> answer) {
        if (!completed && !closed) {
          completed = true;
          whenGone = null;
          answer.accept(writer);
          writer.flush();
        }
      }

      @Override
      public void after(long millis, Runnable task) {
        Runnable _ =
            time.after(
                Duration.ofMillis(millis),
                () -> {
                  if (!completed && !closed) {
                    task.run();
                  }
                });
      }

      @Override
      public void whenGone(Runnable task) {
        whenGone = task;
      }
    };
  }
}
