// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.radish.command.Client;
import io.radish.command.Deferral;
import io.radish.resp.Arguments;
import io.radish.resp.InlineValues;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A host that knows a handful of commands, one for each thing a connection does. */
final class TestHost implements Conversation.Host {
  final AtomicInteger executed = new AtomicInteger();
  final AtomicInteger attached = new AtomicInteger();
  final AtomicInteger released = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  final BlockingQueue<Deferral> deferrals = new LinkedBlockingQueue<>();
  final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();
  volatile Consumer<String> beforeEach = name -> {};
  volatile ReplyGate gate = ReplyGate.OPEN;

  @Override
  public Conversation begin(Client client) {
    clients.add(client);
    return new TestConversation(client);
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public InlineValues inlineValues() {
    return InlineValues.NONE;
  }

  @Override
  public ReplyGate gate() {
    return gate;
  }

  private final class TestConversation implements Conversation {
    private final Client client;
    private boolean wrote;

    private TestConversation(Client client) {
      this.client = client;
    }

    @Override
    public void execute(Arguments request, ReplyWriter replies) {
      executed.incrementAndGet();
      String name = request.text(0, 100);
      beforeEach.accept(name);
      switch (name) {
        case "WRITE" -> {
          wrote = true;
          replies.ok();
        }
        case "PING" -> replies.simple("PONG");
        case "ECHO" -> replies.bulk(request.bytes(1));
        case "BIG" -> replies.bulk(new byte[(int) request.toLong(1)]);
        case "ATTACH" -> attach((int) request.toLong(1), replies);
        case "LATER" -> deferrals.add(client.defer());
        case "QUIT" -> {
          replies.ok();
          client.closeAfterReplies();
        }
        case "FAIL" -> {
          replies.simple("half");
          throw new IllegalStateException("a bug");
        }
        default -> replies.error("ERR unknown command");
      }
    }

    @SuppressWarnings("MustBeClosedChecker") // closed when the transport releases the segment
    private void attach(int length, ReplyWriter replies) {
      Arena arena = Arena.ofShared();
      MemorySegment segment = arena.allocate(length + 2L);
      segment.fill((byte) 'a');
      attached.incrementAndGet();
      replies.bulkAttachment(
          segment,
          1,
          length,
          () -> {
            arena.close();
            released.incrementAndGet();
          });
    }

    @Override
    public boolean hasWritten() {
      boolean written = wrote;
      wrote = false;
      return written;
    }

    @Override
    public void beginBatch() {}

    @Override
    public void expect(RequestPreview preview) {}

    @Override
    public void passEmpty() {}

    @Override
    public boolean wantsReplies() {
      return true;
    }

    @Override
    public int protocol() {
      return 2;
    }

    @Override
    public boolean isAuthenticated() {
      return true;
    }

    @Override
    public void ended() {
      ended.incrementAndGet();
    }
  }
}
