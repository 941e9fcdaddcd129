// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts that are found, that are not, and that nobody knows about in time. */
@Timeout(60)
final class NameLookupTest {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(50);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static InetAddress[] never(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  @Test
  void literals_areNotLookedUp() throws Exception {
    NameLookup names = new NameLookup(NameLookupTest::never);
    assertThat(names.find("127.0.0.1", 1)).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(names.find("::1", 1)).containsExactly(InetAddress.ofLiteral("::1"));
  }

  @Test
  void namesThatAreNone_areNotFound() {
    NameLookup names = new NameLookup(NameLookupTest::never);
    for (String host : new String[] {"", "x".repeat(256), "nobody"}) {
      assertThatThrownBy(() -> names.find(host, LONG_NANOS)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void lookUpsWithoutEnd_areGivenUp_andNotMoreThanAFew() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(NameLookup.MOST_AT_ONCE);
    NameLookup names =
        new NameLookup(
            host -> {
              awaitEnd(end);
              ended.countDown();
              return new InetAddress[] {LOOPBACK};
            });
    for (int i = 0; i < NameLookup.MOST_AT_ONCE; i++) {
      assertThatThrownBy(() -> names.find("slow", 1)).hasMessage("the host was not found in time");
    }
    assertThatThrownBy(() -> names.find("slow", LONG_NANOS))
        .hasMessage(NameLookup.MOST_AT_ONCE + " hosts are being looked up already");
    end.countDown();
    ended.await();
    assertThat(findWhereThereIsRoom(names)).containsExactly(LOOPBACK);
  }

  /** A thread gives its place back a moment after it has found its host. */
  private static InetAddress[] findWhereThereIsRoom(NameLookup names) throws Exception {
    while (true) {
      try {
        return names.find("slow", LONG_NANOS);
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
