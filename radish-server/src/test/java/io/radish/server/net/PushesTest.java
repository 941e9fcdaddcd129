// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.PubSub;
import io.radish.command.pubsub.Push;
import io.radish.command.pubsub.Subscriber;
import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushesTest {
  /** More than is gathered into one buffer. */
  private static final int LARGE = 200_000;

  private static final int PLACE_BYTES = 32;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PubSub channels = new PubSub(1 << 20);
  private final List<Push> published = new ArrayList<>();
  private int protocol = 2;
  private final Pushes pushes = new Pushes(channel, () -> protocol, this::write);

  PushesTest() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(64 * 1024, 100 * 1024));
    Subscriber subscriber = new Subscriber(published::add);
    channels.subscribe(subscriber, Kind.CHANNEL, ByteView.of("c"));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    pushes.discard();
    assertThat(pushes.waitingBytes()).isZero();
    assertThat(channels.messageBytes()).isZero();
    channel.finishAndReleaseAll();
  }

  private void write(ByteBuf bytes) {
    ChannelFuture _ = channel.write(bytes);
  }

  private Push message(String text) {
    channels.publish(Kind.CHANNEL, ByteView.of("c"), ByteView.of(text));
    return published.removeLast();
  }

  private boolean add(Push message) {
    return pushes.add(message, Long.MAX_VALUE, 0);
  }

  private static String bytes(Push message) {
    return new String(message.toBytes(2), StandardCharsets.UTF_8);
  }

  /** What the socket was given by now. */
  private String written() {
    channel.flush();
    StringBuilder text = new StringBuilder();
    ByteBuf buffer;
    while ((buffer = channel.readOutbound()) != null) {
      text.append(buffer.toString(StandardCharsets.UTF_8));
      buffer.release();
    }
    return text.toString();
  }

  @Test
  void messages_areSentTogether_inTheirOrder_inTheProtocolOfTheMoment() {
    Push one = message("one");
    Push two = message("two");
    add(one);
    add(two);
    assertThat(pushes.waitingBytes()).isEqualTo(one.length() + two.length() + 2L * PLACE_BYTES);
    protocol = 3;
    pushes.ask();
    channel.runPendingTasks();
    assertThat(channel.<Object>readOutbound()).isNull();
    assertThat(written()).isEqualTo((bytes(one) + bytes(two)).replace('*', '>'));
    assertThat(pushes.waitingBytes()).isZero();
  }

  @Test
  void messageThatTheSocketDoesNotTake_isSentInPieces_asItDoes() {
    Push large = message("x".repeat(LARGE));
    Push next = message("next");
    add(large);
    add(next);
    pushes.send();
    assertThat(pushes.isStalled()).isTrue();
    assertThat(pushes.isMidway()).isTrue();
    StringBuilder all = new StringBuilder(written());
    assertThat(all.length()).isLessThan(LARGE);
    assertThat(pushes.waitingBytes())
        .isEqualTo(large.length() - all.length() + next.length() + 2L * PLACE_BYTES);
    while (pushes.isStalled()) {
      pushes.send();
      all.append(written());
    }
    assertThat(all.toString().equals(bytes(large) + bytes(next))).isTrue();
    assertThat(pushes.isMidway()).isFalse();
  }

  @Test
  void messageSentInPart_isFinished_beforeSomethingElseIsSent() {
    Push large = message("x".repeat(LARGE));
    add(large);
    add(message("next"));
    pushes.send();
    pushes.finish();
    assertThat(pushes.isMidway()).isFalse();
    assertThat(written().equals(bytes(large))).isTrue();
    pushes.finish();
    assertThat(written()).isEmpty();
    pushes.send();
    assertThat(written()).contains("next");
  }

  @Test
  void pushesThatEnd_sendWhatThereIs_andDropWhatComesLate() {
    Push large = message("x".repeat(LARGE));
    add(large);
    pushes.end();
    assertThat(written().equals(bytes(large))).isTrue();
    add(message("late"));
    pushes.send();
    assertThat(written()).isEmpty();
    assertThat(pushes.hasBegun()).isTrue();
    pushes.begin();
    add(message("again"));
    pushes.send();
    assertThat(written()).contains("again");
  }

  @Test
  void clientThatIsGone_keepsNothing() {
    add(message("x".repeat(LARGE)));
    add(message("next"));
    pushes.send();
    channel.close().syncUninterruptibly();
    pushes.send();
    assertThat(pushes.waitingBytes()).isZero();
    assertThat(channels.messageBytes()).isZero();
  }

  @Test
  void limit_holdsForAllThatIsUnread() {
    Push message = message("x".repeat(1000));
    assertThat(pushes.add(message, 2000, 900)).isTrue();
    assertThat(pushes.add(message, 2000, 900)).isFalse();
    assertThat(pushes.waitingBytes()).isEqualTo(message.length() + PLACE_BYTES);
  }

  @Test
  void whoIsBehind_isRefused_whereTheHeapIsShort_andNobodyElse() {
    for (int i = 0; i < 6; i++) {
      assertThat(add(message("x".repeat(LARGE)))).isTrue();
    }
    assertThat(add(message("one more"))).isFalse();
    Pushes others = new Pushes(channel, () -> 2, this::write);
    assertThat(others.add(message("one more"), Long.MAX_VALUE, 0)).isTrue();
    others.discard();
  }
}
