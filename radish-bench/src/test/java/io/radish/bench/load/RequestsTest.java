// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.RequestEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data, requests made of it, and where replies end. */
final class RequestsTest {
  @Test
  void dataSet_manyKeys_areDistinctAndHexadecimal() {
    DataSet data = new DataSet(100_000, 40, 200, true);
    Set<String> keys = new HashSet<>();
    for (int number = 0; number < data.keys(); number++) {
      keys.add(data.keyText(number).substring(0, DataSet.SHORTEST_KEY));
      assertThat(data.ttlMillis(number)).isBetween(3_600_000, 7_199_999);
    }
    assertThat(keys).hasSize(data.keys());
    assertThat(data.keyText(7)).matches("[0-9a-f]{40}");
    assertThat(data.valueText(7)).matches("[0-9a-f]{200}").isNotEqualTo(data.valueText(8));
  }

  @Test
  void template_anyNumber_isTheRequestItStandsFor() {
    DataSet data = new DataSet(100, 20, 33, true);
    RequestTemplate set = RequestTemplate.of(data, Operation.SET);
    RequestTemplate get = RequestTemplate.of(data, Operation.GET);
    for (int number = 0; number < data.keys(); number++) {
      assertThat(get.fill(number)).isEqualTo(RequestEncoder.encode("GET", data.keyText(number)));
      assertThat(set.fill(number))
          .isEqualTo(
              RequestEncoder.encode(
                  "SET",
                  data.keyText(number),
                  data.valueText(number),
                  "PX",
                  Integer.toString(data.ttlMillis(number))));
    }
    DataSet staying = DataSet.usual(100);
    assertThat(RequestTemplate.of(staying, Operation.SET).fill(3))
        .isEqualTo(RequestEncoder.encode("SET", staying.keyText(3), staying.valueText(3)));
  }

  @Test
  void pool_reply_isRightForItsRequestOnly() {
    DataSet data = DataSet.usual(10);
    RequestPool pool = RequestPool.of(data, Operation.GET, 1);
    ByteBuffer request = pool.view();
    pool.aim(request, 5, 1);
    byte[] bytes = new byte[request.remaining()];
    request.get(bytes);
    int number = 0;
    while (!new String(bytes, StandardCharsets.US_ASCII).contains(data.keyText(number))) {
      number++;
    }
    byte[] scratch = pool.scratch();
    assertThat(pool.isRight(5, reply(data.valueText(number)), 0, scratch)).isTrue();
    assertThat(pool.isRight(5, reply(data.valueText(number + 1)), 0, scratch)).isFalse();
    assertThat(pool.replyBytes()).isEqualTo(reply(data.valueText(number)).limit());
  }

  private static ByteBuffer reply(String value) {
    return bytes("$" + value.length() + "\r\n" + value + "\r\n");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        "-ERR no\r\n",
        ":-12\r\n",
        "$-1\r\n",
        "$0\r\n\r\n",
        "$5\r\na\r\nbc\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n"
      })
  void scanner_everyPrefix_isIncompleteUntilWhole(String reply) throws Exception {
    ByteBuffer all = bytes("x" + reply + "+next\r\n");
    int end = 1 + reply.length();
    for (int limit = 1; limit < end; limit++) {
      assertThat(ReplyScanner.end(all, 1, limit)).as("%d", limit).isEqualTo(-1);
    }
    for (int limit = end; limit <= all.limit(); limit++) {
      assertThat(ReplyScanner.end(all, 1, limit)).isEqualTo(end);
    }
  }

  @Test
  void pending_addedAndRemovedAtRandom_isAQueue() {
    PendingRequests ring = new PendingRequests();
    Deque<Long> model = new ArrayDeque<>();
    Histogram target = LoadResult.newHistogram();
    SplittableRandom random = new SplittableRandom(3);
    for (long step = 0; step < 100_000; step++) {
      if (model.isEmpty() || random.nextInt(100) < (step < 50_000 ? 55 : 45)) {
        ring.add(2 * step, step, target);
        model.add(step);
      } else {
        assertThat(ring.request()).isEqualTo(model.remove());
        assertThat(ring.dueNanos()).isEqualTo(2 * ring.request());
        assertThat(ring.target()).isSameAs(target);
        ring.remove();
      }
      assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  @Test
  void mixed_everyRequest_isWholeAndShortEnough() throws Exception {
    MixedSource source = new MixedSource(1000, 1);
    ByteBuffer to = ByteBuffer.allocate(source.longest());
    for (int i = 0; i < 100_000; i++) {
      to.clear();
      source.next(to);
      assertThat(ReplyScanner.end(to, 0, to.position())).isEqualTo(to.position());
    }
  }

  @Test
  void mixed_get_acceptsNilAndValuesOfItsKeyOnly() {
    MixedSource source = new MixedSource(1000, 1);
    ByteBuffer to = ByteBuffer.allocate(source.longest());
    long request;
    String text;
    do {
      to.clear();
      request = source.next(to);
      text = new String(to.array(), 0, to.position(), StandardCharsets.US_ASCII);
    } while (!text.contains("\r\nGET\r\n"));
    String key = text.substring(text.length() - 18, text.length() - 2);
    assertThat(isRight(source, request, "$-1\r\n")).isTrue();
    assertThat(isRight(source, request, "$18\r\n" + key + "ab\r\n")).isTrue();
    assertThat(isRight(source, request, "$18\r\nx" + key + "a\r\n")).isFalse();
    assertThat(isRight(source, request, "$3\r\nabc\r\n")).isFalse();
    assertThat(isRight(source, request, "+OK\r\n")).isFalse();
  }

  @Test
  void cacheRequests_reply_isRightForItsKeyOnly() {
    DataSet data = DataSet.usual(20);
    CacheRequests requests = new CacheRequests(data, 5);
    ByteBuffer to = ByteBuffer.allocate(requests.longest());
    int number = (int) requests.next(to);
    byte[] sent = new byte[to.flip().remaining()];
    to.get(sent);
    assertThat(sent)
        .isEqualTo(RequestEncoder.encode("CACHEGET", "cache" + number / 5, data.keyText(number)));
    assertThat(isRight(requests, number, "$64\r\n" + data.valueText(number) + "\r\n")).isTrue();
    assertThat(isRight(requests, number, "$64\r\n" + data.valueText(number + 1) + "\r\n"))
        .isFalse();
    assertThat(isRight(requests, number, "$-1\r\n")).isFalse();
  }

  private static boolean isRight(RequestSource source, long request, String reply) {
    return source.isRight(request, bytes(reply), 0, reply.length());
  }
}
