// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.RCountDownLatch;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RSemaphore;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;

/** What Redisson holds others up with; each of it is a few scripts and a channel. */
@SuppressWarnings(
    "LockNotBeforeTry") // What is held, by whom and until when, is what is asked here.
final class RedissonLocksTest {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static RedissonClient one;
  private static RedissonClient other;

  @BeforeAll
  static void connect() {
    one = RedissonClients.connect(SERVER);
    other = RedissonClients.connect(SERVER);
  }

  @AfterAll
  static void disconnect() {
    one.shutdown();
    other.shutdown();
  }

  @Test
  void lock_heldByOneProcess_isRefusedToOthersUntilItIsGivenBack() throws Exception {
    RLock mine = one.getLock("lock");
    RLock theirs = other.getLock("lock");
    mine.lock();
    mine.lock();
    assertThat(mine.getHoldCount()).isEqualTo(2);
    assertThat(theirs.tryLock()).isFalse();
    assertThat(theirs.isLocked()).isTrue();
    assertThatThrownBy(theirs::unlock).isInstanceOf(IllegalMonitorStateException.class);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> taken(theirs, Duration.ofSeconds(60)));
    mine.unlock();
    mine.unlock();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(mine.tryLock()).isFalse();
    assertThat(theirs.forceUnlock()).isTrue();
    assertThat(mine.tryLock()).isTrue();
  }

  private static boolean taken(RLock lock, Duration patience) {
    try {
      return lock.tryLock(patience.toSeconds(), -1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void lock_takenForAWhile_isFreeAfterIt() throws Exception {
    RLock mine = one.getLock("lock");
    mine.lock(50, TimeUnit.MILLISECONDS);
    assertThat(mine.remainTimeToLive()).isLessThanOrEqualTo(50);
    assertThat(other.getLock("lock").tryLock(60, 1000, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void fairLock_wantedByMany_goesToThemInTheOrderTheyAsked() throws Exception {
    RLock lock = one.getFairLock("fair");
    lock.lock();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    RLock wanted = (number % 2 == 0 ? one : other).getFairLock("fair");
                    wanted.lock();
                    order.add(number);
                    wanted.unlock();
                  }));
      Waits.until(
          () -> SERVER.run("LLEN", "redisson_lock_queue:{fair}").contains("" + (number + 1)));
    }
    lock.unlock();
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    assertThat(order).containsExactly(0, 1, 2, 3);
  }

  @Test
  void readWriteLock_letsReadersShare_andAWriterBeAlone() throws Exception {
    RReadWriteLock mine = one.getReadWriteLock("rw");
    RReadWriteLock theirs = other.getReadWriteLock("rw");
    mine.readLock().lock();
    assertThat(theirs.readLock().tryLock()).isTrue();
    assertThat(theirs.writeLock().tryLock()).isFalse();
    mine.readLock().unlock();
    theirs.readLock().unlock();
    assertThat(theirs.writeLock().tryLock()).isTrue();
    assertThat(mine.readLock().tryLock()).isFalse();
    theirs.writeLock().unlock();
    assertThat(SERVER.run("EXISTS", "rw")).contains("0");
  }

  @Test
  void multiLock_spinLockAndFencedLock_excludeOthers() {
    RLock several = one.getMultiLock(one.getLock("a"), one.getLock("b"));
    several.lock();
    assertThat(other.getLock("b").tryLock()).isFalse();
    several.unlock();
    assertThat(other.getLock("b").tryLock()).isTrue();
    RLock spin = one.getSpinLock("spin");
    spin.lock();
    assertThat(other.getSpinLock("spin").tryLock()).isFalse();
    spin.unlock();
    RFencedLock fenced = one.getFencedLock("fenced");
    long token = fenced.lockAndGetToken();
    fenced.unlock();
    assertThat(other.getFencedLock("fenced").lockAndGetToken()).isEqualTo(token + 1);
  }

  @Test
  void semaphore_givesOutWhatItHas_andWakesWhoWaits() throws Exception {
    RSemaphore mine = one.getSemaphore("permits");
    assertThat(mine.trySetPermits(2)).isTrue();
    assertThat(mine.tryAcquire(2)).isTrue();
    RSemaphore theirs = other.getSemaphore("permits");
    assertThat(theirs.tryAcquire()).isFalse();
    CompletableFuture<Boolean> waiting =
        theirs.tryAcquireAsync(1, Duration.ofSeconds(60)).toCompletableFuture();
    mine.release();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(mine.availablePermits()).isZero();
  }

  @Test
  void permit_ofASemaphoreThatExpires_comesBackByItself() throws Exception {
    RPermitExpirableSemaphore mine = one.getPermitExpirableSemaphore("leases");
    assertThat(mine.trySetPermits(1)).isTrue();
    String permit = mine.acquire(60, TimeUnit.SECONDS);
    assertThat(other.getPermitExpirableSemaphore("leases").tryAcquire()).isNull();
    assertThat(mine.updateLeaseTime(permit, 20, TimeUnit.MILLISECONDS)).isTrue();
    String next = other.getPermitExpirableSemaphore("leases").tryAcquire(60, 60, TimeUnit.SECONDS);
    assertThat(next).isNotNull().isNotEqualTo(permit);
    assertThat(mine.tryRelease(permit)).isFalse();
    assertThat(other.getPermitExpirableSemaphore("leases").tryRelease(next)).isTrue();
  }

  @Test
  void countDownLatch_letsEverybodyGoAtZero() throws Exception {
    RCountDownLatch mine = one.getCountDownLatch("latch");
    assertThat(mine.trySetCount(2)).isTrue();
    CountDownLatch through = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    other.getCountDownLatch("latch").await();
                    through.countDown();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    mine.countDown();
    assertThat(through.getCount()).isEqualTo(1);
    mine.countDown();
    assertThat(through.await(60, TimeUnit.SECONDS)).isTrue();
    waiting.join();
  }

  @Test
  void rateLimiter_refusesWhatIsTooMuch() {
    RRateLimiter limiter = one.getRateLimiter("rate");
    assertThat(limiter.trySetRate(RateType.OVERALL, 3, Duration.ofHours(1))).isTrue();
    assertThat(limiter.tryAcquire(2)).isTrue();
    assertThat(other.getRateLimiter("rate").tryAcquire(2)).isFalse();
    assertThat(other.getRateLimiter("rate").tryAcquire()).isTrue();
    assertThat(limiter.availablePermits()).isZero();
  }
}
