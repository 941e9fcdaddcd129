// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.event.KeyEvents;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "KEA, AKE",
    "EKx, xKE",
    "AKEn, AKE",
    "nKE, nKE",
    "mAK, AKm",
    "g$lshzxetd, A",
    "dtK, tdK",
    "m, m",
    "'', ''"
  })
  void letters_areGivenAsRedisGivesThem(String read, String given) {
    assertThat(NotificationChoice.parse(read)).hasToString(given);
  }

  @Test
  void letterWithoutMeaning_isRefusedInRedisWords() {
    assertThatThrownBy(() -> NotificationChoice.parse("KEq"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
  }

  @Test
  void nothingIsWanted_whereNothingWouldBePublished() {
    KeyEvents events = new KeyEvents();
    KeyspaceNotices notices = new KeyspaceNotices(new PubSub(), events);
    notices.choose(NotificationChoice.parse("A"));
    assertThat(events.wants(Notification.STRING)).isFalse();
    notices.choose(NotificationChoice.parse("K$"));
    assertThat(events.wants(Notification.STRING)).isTrue();
    assertThat(events.wants(Notification.LIST)).isFalse();
    notices.choose(NotificationChoice.NONE);
    assertThat(events.wants(Notification.STRING)).isFalse();
  }

  @Test
  void keyLongerThanANameMayBe_isToldOfByItsEventOnly() {
    PubSub channels = new PubSub(1 << 20);
    KeyEvents events = new KeyEvents();
    KeyspaceNotices notices = new KeyspaceNotices(channels, events);
    notices.choose(NotificationChoice.parse("KEA"));
    int[] heard = {0};
    Subscriber listener = new Subscriber(push -> heard[0]++);
    channels.subscribe(listener, Kind.PATTERN, ByteView.of("*"));
    events.tell("set", new byte[] {'0'}, ByteView.of("k"));
    assertThat(heard[0]).isEqualTo(2);
    events.tell("set", new byte[] {'0'}, ByteView.of("k".repeat(PubSub.MOST_NAME_BYTES + 1)));
    assertThat(heard[0]).isEqualTo(3);
  }
}
