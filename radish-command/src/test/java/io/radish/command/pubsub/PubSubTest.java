// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PubSubTest {
  private static final long MOST = 100_000;

  private final PubSub channels = new PubSub(MOST);

  /** Remembers what it is sent. */
  private static final class Listener {
    private final List<Push> heard = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber(heard::add);

    List<String> heard(int protocol) {
      return heard.stream()
          .map(push -> new String(push.toBytes(protocol), StandardCharsets.UTF_8))
          .toList();
    }
  }

  private boolean subscribe(Listener listener, Kind kind, String name) {
    return channels.subscribe(listener.subscriber, kind, ByteView.of(name));
  }

  private void unsubscribe(Listener listener, Kind kind, String name) {
    channels.unsubscribe(listener.subscriber, kind, ByteView.of(name));
  }

  private int publish(Kind kind, String channel, String message) {
    return channels.publish(kind, ByteView.of(channel), ByteView.of(message));
  }

  @Test
  void message_comesToTheChannelAndToPatterns_onceForEach() {
    Listener both = new Listener();
    Listener other = new Listener();
    subscribe(both, Kind.CHANNEL, "news");
    subscribe(both, Kind.PATTERN, "n*");
    subscribe(other, Kind.PATTERN, "x*");
    subscribe(other, Kind.SHARD, "news");
    assertThat(publish(Kind.CHANNEL, "news", "hi")).isEqualTo(2);
    assertThat(both.heard(2))
        .containsExactly(
            "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n",
            "*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$2\r\nhi\r\n");
    assertThat(both.heard(3).getFirst()).startsWith(">3\r\n$7\r\nmessage");
    assertThat(other.heard).isEmpty();
    assertThat(publish(Kind.SHARD, "news", "")).isEqualTo(1);
    assertThat(other.heard(3)).containsExactly(">3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$0\r\n\r\n");
  }

  @Test
  void message_isOneForAll_andSharesItsTextWithPatterns() {
    List<Listener> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Listener listener = new Listener();
      subscribe(listener, Kind.CHANNEL, "c");
      all.add(listener);
    }
    subscribe(all.getFirst(), Kind.PATTERN, "*");
    publish(Kind.CHANNEL, "c", "text");
    Push first = all.getFirst().heard.getFirst();
    assertThat(all).allSatisfy(each -> assertThat(each.heard.getFirst()).isSameAs(first));
    assertThat(all.getFirst().heard.get(1).body()).isSameAs(first.body());
  }

  @Test
  void subscription_isCountedOnce_andGoesWithTheLast() {
    Listener one = new Listener();
    Listener two = new Listener();
    assertThat(subscribe(one, Kind.CHANNEL, "c")).isTrue();
    assertThat(subscribe(one, Kind.CHANNEL, "c")).isTrue();
    assertThat(subscribe(two, Kind.CHANNEL, "c")).isTrue();
    assertThat(one.subscriber.count(Kind.CHANNEL)).isEqualTo(1);
    assertThat(channels.subscribers(Kind.CHANNEL, ByteView.of("c"))).isEqualTo(2);
    assertThat(channels.subscriptionBytes()).isEqualTo(2 * Subscriber.SUBSCRIPTION_BYTES + 2);
    unsubscribe(one, Kind.CHANNEL, "c");
    unsubscribe(one, Kind.CHANNEL, "c");
    unsubscribe(one, Kind.PATTERN, "c");
    assertThat(one.subscriber.isSubscribed()).isFalse();
    assertThat(publish(Kind.CHANNEL, "c", "m")).isEqualTo(1);
    assertThat(one.heard).isEmpty();
    channels.leave(two.subscriber);
    assertThat(channels.count(Kind.CHANNEL)).isZero();
    assertThat(channels.subscriptionBytes()).isZero();
    assertThat(publish(Kind.CHANNEL, "c", "m")).isZero();
  }

  @Test
  void everyone_hears_howeverManyComeAndGo() {
    List<Listener> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Listener listener = new Listener();
      subscribe(listener, Kind.CHANNEL, "c");
      all.add(listener);
      assertThat(publish(Kind.CHANNEL, "c", "m" + i)).isEqualTo(i + 1);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(all.get(i).heard).hasSize(50);
      channels.leave(all.get(i).subscriber);
      assertThat(publish(Kind.CHANNEL, "c", "last")).isEqualTo(49 - i);
    }
    assertThat(channels.count(Kind.CHANNEL)).isZero();
  }

  @Test
  void names_areListedByPattern_andLeftInOrder() {
    Listener listener = new Listener();
    for (String name : List.of("b1", "a", "b2")) {
      subscribe(listener, Kind.CHANNEL, name);
    }
    assertThat(channels.channels(Kind.CHANNEL, null)).hasSize(3);
    assertThat(channels.channels(Kind.CHANNEL, new GlobPattern(ByteView.of("b?"))))
        .extracting(PubSubTest::text)
        .containsExactlyInAnyOrder("b1", "b2");
    assertThat(channels.unsubscribeAll(listener.subscriber, Kind.CHANNEL))
        .extracting(PubSubTest::text)
        .containsExactly("b1", "a", "b2");
    assertThat(channels.unsubscribeAll(listener.subscriber, Kind.CHANNEL)).isEmpty();
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  @Test
  void subscriptions_pastWhatTheyMayTake_areRefused_untilOthersGo() {
    Listener greedy = new Listener();
    int taken = 0;
    while (subscribe(greedy, Kind.CHANNEL, "channel" + taken)) {
      taken++;
    }
    assertThat(taken).isBetween(100, (int) (MOST / Subscriber.SUBSCRIPTION_BYTES));
    assertThat(greedy.subscriber.count(Kind.CHANNEL)).isEqualTo(taken);
    Listener other = new Listener();
    assertThat(subscribe(other, Kind.PATTERN, "pattern")).isFalse();
    assertThat(channels.count(Kind.PATTERN)).isZero();
    channels.leave(greedy.subscriber);
    assertThat(subscribe(other, Kind.PATTERN, "pattern")).isTrue();
  }

  @Test
  void message_largerThanMayWait_isRefusedOnlyWhereSomebodyListens() {
    String large = "x".repeat((int) MOST + 1);
    assertThat(publish(Kind.CHANNEL, "c", large)).isZero();
    Listener listener = new Listener();
    subscribe(listener, Kind.PATTERN, "c");
    assertThat(publish(Kind.CHANNEL, "d", large)).isZero();
    assertThat(publish(Kind.CHANNEL, "c", large)).isEqualTo(PubSub.TOO_LARGE);
    assertThat(listener.heard).isEmpty();
  }

  @Test
  void heap_isCountedOnceForAMessage_asLongAsAnybodyKeepsIt() {
    Listener listener = new Listener();
    subscribe(listener, Kind.CHANNEL, "c");
    publish(Kind.CHANNEL, "c", "x".repeat(60_000));
    publish(Kind.CHANNEL, "c", "x".repeat(60_000));
    Push first = listener.heard.get(0);
    Push second = listener.heard.get(1);
    assertThat(channels.messageBytes()).isZero();
    first.retain();
    first.retain();
    assertThat(channels.messageBytes()).isEqualTo(first.length());
    assertThat(second.isHeapShort()).isFalse();
    second.retain();
    assertThat(second.isHeapShort()).isTrue();
    first.release();
    assertThat(second.isHeapShort()).isTrue();
    first.release();
    assertThat(second.isHeapShort()).isFalse();
    second.release();
    assertThat(channels.messageBytes()).isZero();
  }

  @Test
  void patternsThatComeAndGo_areNeverMissedByWhoPublishesAfterwards() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        String name = "t" + t;
        all.add(
            threads.submit(
                () -> {
                  Listener listener = new Listener();
                  for (int i = 1; i <= 2000; i++) {
                    subscribe(listener, Kind.PATTERN, name + "*");
                    assertThat(publish(Kind.CHANNEL, name, "m")).isEqualTo(1);
                    assertThat(listener.heard).hasSize(i);
                    unsubscribe(listener, Kind.PATTERN, name + "*");
                    assertThat(publish(Kind.CHANNEL, name, "m")).isZero();
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(channels.count(Kind.PATTERN)).isZero();
  }
}
