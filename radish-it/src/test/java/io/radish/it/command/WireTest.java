// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.testkit.CommandDriver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What decoded replies do not show: the bytes, the limits, the counters. */
final class WireTest {
  private final CommandDriver resp2 = CommandDriver.open(2);
  private final CommandDriver resp3 = resp2.another(3);

  @AfterEach
  void check() {
    assertThat(resp2.problems()).isEmpty();
    resp3.close();
    resp2.close();
  }

  @Test
  void nothing_isWrittenAsTheProtocolSays() {
    for (String request : new String[] {"GET k", "LPOP k", "LINDEX k 0", "SET k v XX", "GETEX k"}) {
      assertThat(raw(resp2, request)).as(request).isEqualTo("$-1\r\n");
      assertThat(raw(resp3, request)).as(request).isEqualTo("_\r\n");
    }
    assertThat(raw(resp2, "LPOP k 1")).isEqualTo("*-1\r\n");
    assertThat(raw(resp3, "RPOP k 1")).isEqualTo("_\r\n");
    assertThat(raw(resp2, "LRANGE k 0 -1")).isEqualTo("*0\r\n");
    assertThat(raw(resp3, "MGET k k")).isEqualTo("*2\r\n_\r\n_\r\n");
  }

  @Test
  void append_pastTheSettingOfTheServer_isRefused() {
    resp2.server().with("proto-max-bulk-len", Integer.toString(2 << 20));
    String megabyte = "x".repeat(1 << 20);
    assertThat(resp2.run("APPEND", "k", megabyte)).isEqualTo(integer(1 << 20));
    assertThat(resp2.run("APPEND", "k", megabyte)).isEqualTo(integer(2 << 20));
    assertThat(resp2.run("APPEND", "k", "y")).isEqualTo(error(Errors.TOO_LARGE));
    assertThat(resp2.run("SETRANGE", "k", "2097152", "y")).isEqualTo(error(Errors.TOO_LARGE));
    assertThat(resp2.run("SETRANGE", "k", "2097151", "y")).isEqualTo(integer(2 << 20));
    assertThat(resp2.run("GETRANGE", "k", "-2", "-1")).isEqualTo(bulk("xy"));
  }

  @Test
  void anyByte_isKeptInKeysAndValues() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    byte[] set = "SET".getBytes(ISO_8859_1);
    byte[] get = "GET".getBytes(ISO_8859_1);
    resp2.run(set, all, all);
    assertThat(resp2.run(get, all)).isEqualTo(bulk(all));
  }

  @Test
  void largeKeyAndPattern_areKeysAndPatternsLikeAny() {
    String key = "k".repeat(200_000);
    resp2.run("SET", key, "v");
    assertThat(resp2.run("GET", key)).isEqualTo(bulk("v"));
    assertThat(raw(resp2, "KEYS " + key)).startsWith("*1\r\n$200000\r\n");
    assertThat(resp2.run("DEL", key)).isEqualTo(integer(1));
  }

  @Test
  void lrange_ofLongList_isWhole() {
    List<String> push = new ArrayList<>(List.of("RPUSH", "k"));
    for (int i = 0; i < 1_000; i++) {
      push.add("0123456789");
    }
    String[] request = push.toArray(String[]::new);
    for (int i = 0; i < 100; i++) {
      resp2.run(request);
    }
    String reply = raw(resp2, "LRANGE k 0 -1");
    assertThat(reply).startsWith("*100000\r\n").hasSize(9 + 100_000 * 17);
  }

  @Test
  void replies_mayBeReadWhileValuesAreReplaced() {
    byte[] first = new byte[50_000];
    Arrays.fill(first, (byte) 'a');
    resp2.run("SET".getBytes(ISO_8859_1), "k".getBytes(ISO_8859_1), first);
    for (String request : new String[] {"GETSET k b", "GET k", "GETDEL k"}) {
      assertThat(raw(resp2, request)).isNotEmpty();
    }
    assertThat(resp2.run("EXISTS", "k")).isEqualTo(integer(0));
  }

  private static String raw(CommandDriver driver, String request) {
    byte[][] words =
        Arrays.stream(request.split(" ", -1))
            .map(word -> word.getBytes(ISO_8859_1))
            .toArray(byte[][]::new);
    return new String(driver.raw(words), ISO_8859_1);
  }
}
