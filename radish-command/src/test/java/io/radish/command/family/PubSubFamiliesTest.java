// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.command.pubsub.KeyspaceNotices;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.NotificationChoice;
import io.radish.command.pubsub.PubSub;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listening and publishing as single clients see it; what several see is tested over sockets. */
class PubSubFamiliesTest {
  private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();
  private final DeskClient other = desk.connect();

  @AfterEach
  void close() {
    desk.close();
    assertThat(desk.services.pubSub().subscriptionBytes()).isZero();
  }

  private String pushed(DeskClient to) {
    String pushed = to.pushed.toString();
    to.pushed.setLength(0);
    return pushed;
  }

  @Test
  void subscriber_ofResp2_isConfined() {
    assertThat(client.bytes("PING")).isEqualTo("+PONG\r\n");
    client.bytes("SUBSCRIBE", "c");
    assertThat(client.bytes("PING")).isEqualTo("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    assertThat(client.bytes("PING", "a")).isEqualTo("*2\r\n$4\r\npong\r\n$1\r\na\r\n");
    for (String refused : new String[] {"GET k", "CACHE users GET k", "PUBLISH c m", "MONITOR"}) {
      String name = refused.substring(0, refused.indexOf(' ') < 0 ? 7 : refused.indexOf(' '));
      assertThat(client.text(refused.split(" ", -1)))
          .startsWith("(error) ERR Can't execute '" + name.toLowerCase(Locale.ROOT) + "'");
    }
    assertThat(client.text("RESET")).isEqualTo("RESET");
    assertThat(client.text("GET", "k")).isEqualTo("(nil)");
  }

  @Test
  void channels_belongToTheServer_whateverTheCache() {
    client.bytes("SELECT", "users");
    client.bytes("SUBSCRIBE", "c");
    other.bytes("SELECT", "3");
    assertThat(other.text("PUBLISH", "c", "m")).isEqualTo("(integer) 1");
    assertThat(other.text("CACHE", "orders", "PUBLISH", "c", "m")).isEqualTo("(integer) 1");
    assertThat(pushed(client)).isEqualTo("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n".repeat(2));
    assertThat(other.text("CACHE", "users", "SUBSCRIBE", "c"))
        .startsWith("(error) ERR 'subscribe' changes the session");
  }

  @Test
  void names_longerThanTheyMayBe_areRefused_withNothingDone() {
    String name = "n".repeat(PubSub.MOST_NAME_BYTES + 1);
    assertThat(client.text("SUBSCRIBE", "c", name)).isEqualTo("(error) " + Errors.TOO_LONG_TEXT);
    assertThat(client.text("PSUBSCRIBE", name)).isEqualTo("(error) " + Errors.TOO_LONG_TEXT);
    assertThat(client.text("PUBLISH", name, "m")).isEqualTo("(error) " + Errors.TOO_LONG_TEXT);
    assertThat(client.session.isSubscribed()).isFalse();
    assertThat(client.session.subscriptions(Kind.CHANNEL)).isZero();
  }

  private static String left(String how, String name, int count) {
    return String.format(
        Locale.ROOT,
        ">3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n:%d\r\n",
        how.length(),
        how,
        name.length(),
        name,
        count);
  }

  @Test
  void unsubscribing_countsDown_eachAsItGoes() {
    client.bytes("HELLO", "3");
    client.bytes("SUBSCRIBE", "a", "b");
    client.bytes("PSUBSCRIBE", "p");
    client.bytes("SSUBSCRIBE", "s");
    assertThat(client.bytes("UNSUBSCRIBE"))
        .isEqualTo(left("unsubscribe", "a", 2) + left("unsubscribe", "b", 1));
    assertThat(client.bytes("PUNSUBSCRIBE", "q", "p", "p"))
        .isEqualTo(
            left("punsubscribe", "q", 1)
                + left("punsubscribe", "p", 0)
                + left("punsubscribe", "p", 0));
    assertThat(client.session.isSubscribed()).isTrue();
    assertThat(client.bytes("SUNSUBSCRIBE")).endsWith("$1\r\ns\r\n:0\r\n");
    assertThat(client.session.isSubscribed()).isFalse();
    assertThat(client.bytes("SUNSUBSCRIBE")).endsWith("_\r\n:0\r\n");
  }

  @Test
  void expiry_isToldOf_whenAKeyIsLookedFor_andByTheMaintenance() {
    KeyspaceNotices notices = new KeyspaceNotices(desk.services.pubSub(), desk.store.keyEvents());
    notices.choose(NotificationChoice.parse("Exm"));
    client.bytes("PSUBSCRIBE", "*");
    other.bytes("SET", "k", "v", "PX", "5");
    other.bytes("CACHE", "users", "SET", "j", "v", "PX", "5");
    assertThat(pushed(client)).isEmpty();
    desk.time.advance(Duration.ofMillis(5));
    other.bytes("GET", "k");
    assertThat(pushed(client))
        .containsSubsequence("__keyevent@0__:expired", "\r\nk\r\n", "@0__:keymiss", "\r\nk\r\n");
    desk.store.maintenance().run(100_000);
    assertThat(pushed(client)).containsSubsequence("__keyevent@users__:expired", "\r\nj\r\n");
    other.bytes("CACHE", "nothing", "GET", "k");
    assertThat(pushed(client)).contains("__keyevent@nothing__:keymiss");
  }
}
