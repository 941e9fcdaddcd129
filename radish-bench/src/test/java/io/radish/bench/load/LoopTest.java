// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both loops and the filler against a server whose answers are known. */
@Timeout(60)
final class LoopTest {
  private static final DataSet DATA = DataSet.usual(1000);
  private static final LoadShape SHAPE = new LoadShape(3, 4, 2);

  /** Longer than any test: the load ends by its failure. */
  private static final Duration LONG = Duration.ofSeconds(50);

  private static Function<List<String>, String> memory(Map<String, String> values) {
    return command -> {
      if (command.getFirst().equals("SET")) {
        values.put(command.get(1), command.get(2));
        return "+OK\r\n";
      }
      String value = values.get(command.get(1));
      return value == null ? "$-1\r\n" : "$" + value.length() + "\r\n" + value + "\r\n";
    };
  }

  @Test
  void filler_everyKey_isSetToItsValue() throws IOException {
    Map<String, String> values = new ConcurrentHashMap<>();
    try (ScriptedServer server = new ScriptedServer(memory(values))) {
      Filler.fill(server.address(), DATA);
    }
    assertThat(values).hasSize(DATA.keys());
    for (int number = 0; number < DATA.keys(); number++) {
      assertThat(values).containsEntry(DATA.keyText(number), DATA.valueText(number));
    }
  }

  @Test
  void filler_refused_saysHow() throws IOException {
    try (ScriptedServer server = new ScriptedServer(command -> "-OOM no\r\n")) {
      assertThatThrownBy(() -> Filler.fill(server.address(), DATA))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("-OOM no");
    }
  }

  @Test
  void closedLoop_rightAnswers_areCounted() throws Exception {
    try (ScriptedServer server = new ScriptedServer(memory(new ConcurrentHashMap<>()))) {
      Filler.fill(server.address(), DATA);
      long before = server.answered();
      LoadResult result =
          new ClosedLoop(server.address(), SHAPE, RequestPool.of(DATA, Operation.GET, 1), () -> 7L)
              .run(Duration.ofMillis(50), Duration.ofMillis(200));
      assertThat(result.requests()).isBetween(1L, server.answered() - before);
      assertThat(result.latencyNanos().getTotalCount()).isPositive();
      assertThat(result.cpuNanos()).isZero();
    }
  }

  @Test
  void closedLoop_error_endsWithIt() throws Exception {
    try (ScriptedServer server = new ScriptedServer(command -> "-ERR no such thing\r\n")) {
      ClosedLoop loop =
          new ClosedLoop(server.address(), SHAPE, RequestPool.of(DATA, Operation.GET, 1), () -> 0);
      assertThatThrownBy(() -> loop.run(LONG, LONG))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("-ERR no such thing");
    }
  }

  @Test
  void closedLoop_valueOfAnotherKey_isNoticed() throws Exception {
    String other = "$64\r\n" + DATA.valueText(DATA.keys()) + "\r\n";
    try (ScriptedServer server = new ScriptedServer(command -> other)) {
      ClosedLoop loop =
          new ClosedLoop(server.address(), SHAPE, RequestPool.of(DATA, Operation.GET, 1), () -> 0);
      assertThatThrownBy(() -> loop.run(LONG, LONG)).hasMessageContaining("a wrong reply");
    }
  }

  @Test
  void closedLoop_serverGone_isNoticed() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            command -> {
              throw new IllegalStateException("the server ends");
            })) {
      ClosedLoop loop =
          new ClosedLoop(server.address(), SHAPE, RequestPool.of(DATA, Operation.SET, 1), () -> 0);
      assertThatThrownBy(() -> loop.run(LONG, LONG)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void openLoop_answersHeldBack_chargesAllThatWereDue() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Function<List<String>, String> memory = memory(new ConcurrentHashMap<>());
    try (ScriptedServer server =
        new ScriptedServer(
            command -> {
              if (command.getFirst().equals("GET")) {
                asked.countDown();
                awaitUninterruptibly(held);
              }
              return memory.apply(command);
            })) {
      Filler.send(server.address(), DATA.keys(), RequestTemplate.of(DATA, Operation.SET)::fill);
      try (OpenLoop load =
          OpenLoop.start(
              server.address(), 1, 1000, new PoolSource(RequestPool.of(DATA, Operation.GET, 1)))) {
        Histogram latency = load.recordApart();
        asked.await();
        load.goOn(Duration.ofMillis(300));
        held.countDown();
        load.finish();
        // A closed loop would have one slow request to show. The exact number is the scheduler's.
        assertThat(
                latency.getCountBetweenValues(TimeUnit.MILLISECONDS.toNanos(100), Long.MAX_VALUE))
            .isGreaterThan(50);
        assertThat(latency.getTotalCount()).isLessThanOrEqualTo(server.answered());
      }
    }
  }

  @Test
  void openLoop_error_endsWithIt() throws Exception {
    try (ScriptedServer server = new ScriptedServer(command -> "-ERR no such thing\r\n");
        OpenLoop load =
            OpenLoop.start(
                server.address(), 2, 100, new PoolSource(RequestPool.of(DATA, Operation.GET, 1)))) {
      assertThatThrownBy(() -> load.goOn(LONG)).hasMessageContaining("-ERR no such thing");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
