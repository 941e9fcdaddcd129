// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.radish.backup.BackupHealth.Alert;
import io.radish.store.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of backups that are not well, and when it says so again. */
class BackupMonitorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(BackupMonitor.class);
  private final BackupMonitor monitor =
      new BackupMonitor(
          clock, Duration.ofMinutes(5), new BackupAlerts(Duration.ofMinutes(10), 1000));

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private List<String> said() {
    List<String> lines =
        log.list.stream().map(line -> line.getLevel() + " " + line.getFormattedMessage()).toList();
    log.list.clear();
    return lines;
  }

  private void wait(Duration time) {
    clock.advance(time);
    monitor.check();
    monitor.check();
  }

  /** How a run came about. */
  private enum Kind {
    FULL,
    SCHEDULED,
    ASKED
  }

  /** A run of caches, of which those after {@code '-'} fail. */
  private void run(Kind kind, String... caches) {
    List<KeyspaceBackup> results = new ArrayList<>();
    for (String cache : caches) {
      results.add(
          cache.startsWith("-")
              ? new KeyspaceBackup(cache.substring(1), null, 0, 0, "disk full")
              : new KeyspaceBackup(cache, cache + ".json", 1, 300, null));
    }
    BackupRun run = new BackupRun("id", clock.instant(), MINUTE, results);
    switch (kind) {
      case FULL -> monitor.ranFull(run);
      case SCHEDULED -> monitor.ranScheduled(run, MINUTE);
      case ASKED -> monitor.ranAsked(run);
    }
  }

  @Test
  void noBackupAtAll_isSaidOnceAndClearedOnce() {
    wait(Duration.ofMinutes(10));
    assertThat(said()).isEmpty();
    wait(Duration.ofMillis(1));
    wait(MINUTE);
    assertThat(said())
        .containsExactly(
            "WARN No good backup of everything for more than 600 s (backup-alert-age); the last"
                + " one: none");
    assertThat(monitor.health().alerts()).containsExactly(Alert.AGE);
    assertThat(monitor.health().age()).isNull();
    run(Kind.FULL, "users");
    wait(MINUTE);
    assertThat(said())
        .containsExactly(
            "INFO Backups are young enough again; the last good one: 2025-11-15T15:22:18.028451Z");
    assertThat(monitor.health().alerts()).isEmpty();
    assertThat(monitor.health().age()).isEqualTo(MINUTE);
  }

  @Test
  void oneCacheThatFails_isNamed() {
    run(Kind.FULL, "users", "carts");
    for (int i = 0; i < 4; i++) {
      wait(Duration.ofMinutes(5));
      run(Kind.FULL, "-users", "carts");
    }
    assertThat(said())
        .containsExactly(
            "WARN No good backup of everything for more than 600 s (backup-alert-age); the last"
                + " one: 2025-11-15T15:11:18.027451Z",
            "WARN No good backup for too long (backup-alert-age 600 s): users");
    assertThat(monitor.health().overdue()).containsExactly("users");
    assertThat(monitor.health().failuresInARow()).isEqualTo(4);
    assertThat(monitor.health().lastFailure()).isEqualTo(clock.instant());
    run(Kind.ASKED, "users");
    assertThat(said()).containsExactly("INFO No longer without a good backup: users");
    assertThat(monitor.health().alerts()).containsExactly(Alert.AGE);
  }

  @Test
  void allThatFail_areOneLine() {
    run(Kind.FULL, "users", "carts");
    wait(Duration.ofMinutes(11));
    run(Kind.FULL, "-users", "-carts");
    assertThat(said()).hasSize(1);
    assertThat(monitor.health().overdue()).containsExactly("carts", "users");
    run(Kind.FULL, "users", "carts");
    assertThat(said()).hasSize(1).first().asString().startsWith("INFO Backups are young");
  }

  @Test
  void deletedCache_isMissedByNobody() {
    run(Kind.FULL, "users", "gone");
    wait(Duration.ofMinutes(6));
    run(Kind.FULL, "users");
    wait(Duration.ofMinutes(6));
    assertThat(monitor.health().overdue()).isEmpty();
  }

  @Test
  void cacheWithItsOwnSchedule_isWatchedToo() {
    run(Kind.SCHEDULED, "hot");
    run(Kind.FULL, "users");
    wait(Duration.ofMinutes(9));
    run(Kind.FULL, "users");
    run(Kind.SCHEDULED, "-hot");
    wait(Duration.ofMinutes(2));
    assertThat(said())
        .containsExactly("WARN No good backup for too long (backup-alert-age 600 s): hot");
  }

  @Test
  void cacheWithARareSchedule_isNotLateBeforeTwoIntervals() {
    BackupRun rare =
        new BackupRun(
            "id",
            clock.instant(),
            MINUTE,
            List.of(new KeyspaceBackup("rare", "rare.json", 1, 300, null)));
    monitor.ranScheduled(rare, Duration.ofHours(1));
    run(Kind.SCHEDULED, "hot");
    for (int i = 0; i < 24; i++) {
      wait(Duration.ofMinutes(5));
      run(Kind.FULL, "users");
      run(Kind.SCHEDULED, "hot");
      said();
    }
    assertThat(monitor.health().overdue()).isEmpty();
    wait(MINUTE);
    assertThat(monitor.health().overdue()).containsExactly("rare");
    monitor.setCacheIntervals(Set.of(MINUTE));
    monitor.check();
    assertThat(monitor.health().overdue()).isEmpty();
  }

  @Test
  void manyOverdueCaches_areNamedInAShortLine() {
    String[] some = IntStream.range(0, 50).mapToObj(i -> "c" + (i + 10)).toArray(String[]::new);
    run(Kind.SCHEDULED, some);
    wait(Duration.ofMinutes(9));
    run(Kind.FULL, "users");
    wait(Duration.ofMinutes(2));
    assertThat(said()).singleElement().asString().endsWith("c28, c29 and 30 more");
  }

  @Test
  void rareRuns_areNotLateBeforeTwoIntervals() {
    monitor.setInterval(Duration.ofHours(1));
    run(Kind.FULL, "users");
    wait(Duration.ofHours(2));
    assertThat(said()).isEmpty();
    wait(MINUTE);
    assertThat(said()).hasSize(1);
  }

  @Test
  void size_crossedAndCleared_isSaidOnceEach() {
    run(Kind.ASKED, "a", "b", "c");
    run(Kind.FULL, "a", "b", "c");
    assertThat(said()).isEmpty();
    run(Kind.ASKED, "a");
    run(Kind.ASKED, "a");
    assertThat(said())
        .containsExactly("WARN The backups have 1200 bytes, more than 1000 (backup-alert-size)");
    monitor.saw(new BackupListing(List.of(), List.of()));
    assertThat(said()).contains("INFO The backups are small enough again: 0 bytes");
  }

  @Test
  void alertsOfZero_areOff() {
    run(Kind.ASKED, "a", "b", "c", "d");
    assertThat(monitor.health().alerts()).containsExactly(Alert.SIZE);
    monitor.setLimits(new BackupAlerts(Duration.ZERO, 0));
    wait(Duration.ofDays(1000));
    assertThat(monitor.health().alerts()).isEmpty();
  }

  @Test
  void clockSetBack_makesNoAgeBelowZero() {
    run(Kind.FULL, "a");
    wait(Duration.ofDays(-1));
    assertThat(monitor.health().age()).isEqualTo(Duration.ZERO);
  }
}
