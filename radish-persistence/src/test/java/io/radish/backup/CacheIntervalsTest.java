// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.store.KeyspaceName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules of single caches. */
class CacheIntervalsTest extends HandlerTestBase {
  private static boolean matches(Predicate<KeyspaceName> wanted, String name) {
    return wanted.test(KeyspaceName.parse(name));
  }

  @Test
  void intervals_read_areShownAsTheyAreWritten() {
    List<String> words = List.of("users=60", "temp*=3600", "a=b=5", "users:tokens=0");
    CacheIntervals intervals = CacheIntervals.parse(words);
    assertThat(intervals.words()).isEqualTo(words);
    assertThat(intervals.intervals())
        .containsExactly(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(5));
    assertThat(CacheIntervals.parse(List.of())).isEqualTo(CacheIntervals.NONE);
  }

  @Test
  void firstPatternThatMatches_counts() {
    CacheIntervals intervals =
        CacheIntervals.parse(List.of("users:quiet=0", "users=60", "us*=60", "*=600"));
    Predicate<KeyspaceName> minute = intervals.at(Duration.ofMinutes(1));
    assertThat(matches(minute, "users")).isTrue();
    assertThat(matches(minute, "users:tokens")).isTrue();
    assertThat(matches(minute, "users:quiet")).isFalse();
    assertThat(matches(minute, "usage")).isTrue();
    assertThat(matches(minute, "carts")).isFalse();
    assertThat(matches(intervals.at(Duration.ofMinutes(10)), "carts")).isTrue();
    assertThat(matches(intervals.at(Duration.ofMinutes(10)), "users")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"users", "=60", "users=", "users=-1", "users=x", "users=1.5", "users=99999999999"})
  void interval_thatIsWrong_saysWhatWouldBeRight(String word) {
    assertThatThrownBy(() -> CacheIntervals.parse(List.of(word)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "each is a cache or pattern, '=' and seconds from 0 to 31622400, such as users=60");
  }

  @Test
  void tooManyOrTwice_isRefused() {
    assertThatThrownBy(() -> CacheIntervals.parse(List.of("a=1", "a=2")))
        .hasMessageContaining("twice");
    List<String> many = IntStream.range(1, 40).mapToObj(i -> "c" + i + "=" + i).toList();
    assertThatThrownBy(() -> CacheIntervals.parse(many)).hasMessageContaining("at most 30");
  }

  @Test
  void cacheWithItsOwnInterval_isBackedUpOnItWithoutTheOthers() throws Exception {
    store.set("users", "k", "v").set("carts", "k", "v");
    CountDownLatch pauses = new CountDownLatch(3);
    PersistenceHandler handler =
        builder()
            .intervalSeconds(0)
            .cacheIntervals(new CacheIntervals(List.of(rule("us*", 1), rule("none*", 1))))
            .pause(
                duration -> {
                  clock.advance(duration);
                  pauses.countDown();
                })
            .build();
    handler.start();
    assertThat(pauses.await(30, TimeUnit.SECONDS)).isTrue();
    handler.setCacheIntervals(CacheIntervals.NONE);
    handler.close();
    assertThat(handler.listBackups("users")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(handler.listBackups()).allMatch(backup -> backup.cache().equals("users"));
    assertThat(handler.listBackups()).allMatch(backup -> backup.runFiles() == 0);
    assertThat(console).isEmpty();
  }

  private static CacheIntervals.Rule rule(String pattern, long millis) {
    return new CacheIntervals.Rule(pattern, Duration.ofMillis(millis));
  }

  @Test
  void intervalsOfNoCache_makeNoRun() throws Exception {
    PersistenceHandler handler =
        builder()
            .intervalSeconds(0)
            .cacheIntervals(new CacheIntervals(List.of(rule("nobody", 1))))
            .build();
    handler.start();
    handler.close();
    assertThat(handler.status().runs()).isZero();
    assertThat(names()).isEmpty();
  }
}
