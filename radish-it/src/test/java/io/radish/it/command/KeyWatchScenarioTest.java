// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.rdb.DumpPayload;
import io.radish.resp.Reply;
import io.radish.store.Key;
import io.radish.store.KeyWatch;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.value.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever watches a key is told whatever changes what it holds, by whichever command. */
final class KeyWatchScenarioTest {
  private static final int COMMANDS = 60_000;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);
  private static final List<String> MARKED = List.of("a", "list1", "n1");

  private final CommandDriver driver = CommandDriver.open(2);
  private final Store store = driver.store();

  @AfterEach
  void check() {
    assertThat(driver.problems()).isEmpty();
    driver.close();
  }

  private record Seen(Mark mark, String key, @Nullable String held) {}

  private static final class Mark extends KeyWatch {
    private boolean changed;

    Mark(Key key) {
      super(KeyspaceName.DEFAULT, key);
    }

    @Override
    protected boolean changed() {
      changed = true;
      return false;
    }
  }

  private <T> T under(String key, Function<Key, T> work) {
    byte[] bytes = key.getBytes(ISO_8859_1);
    Key at = store.newKey().set(bytes, 0, bytes.length);
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      return work.apply(at);
    } finally {
      locks.release();
    }
  }

  private Seen mark(String key) {
    return under(
        key,
        at -> {
          Mark mark = new Mark(at);
          store.watch(mark, store.now());
          return new Seen(mark, key, held(at));
        });
  }

  /** Value and deadline as a text; null where there is no such key. */
  private @Nullable String held(Key at) {
    Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
    Entry entry = keyspace.find(at, store.now());
    if (entry == null) {
      return null;
    }
    try (DumpPayload payload = DumpPayload.of(entry, 0)) {
      return entry.deadline() + new String(payload.bytes(new ByteView()).toBytes(), ISO_8859_1);
    }
  }

  private boolean hasChanged(Seen seen) {
    return under(
        seen.key(),
        at -> {
          boolean changed = seen.mark().changed;
          boolean same = Objects.equals(seen.held(), held(at));
          assertThat(changed || same).as("a change that was not noted").isTrue();
          store.unwatch(seen.mark());
          return changed;
        });
  }

  @Test
  void marks_whateverCommandsAreRun_noteEveryChange() {
    long seed = System.nanoTime() & 0xFFFFFFFFL;
    Random random = new Random(seed);
    CommandGenerator generator = new CommandGenerator(random, driver.clock().millis() / 1000);
    int noted = 0;
    for (int i = 0; i < COMMANDS; i++) {
      List<Seen> seen = MARKED.stream().map(this::mark).toList();
      List<String> request = generator.next();
      Reply reply = run(request);
      if (request.getFirst().equalsIgnoreCase("dump") && reply instanceof Reply.Bulk payload) {
        generator.dumped(payload.bytes());
      }
      for (Seen each : seen) {
        noted += noted(seed, request, each);
      }
    }
    assertThat(noted).isBetween(COMMANDS / 100, COMMANDS);
  }

  private int noted(long seed, List<String> request, Seen seen) {
    try {
      return hasChanged(seen) ? 1 : 0;
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ", " + seen.key() + " after " + request, e);
    }
  }

  private Reply run(List<String> request) {
    driver.send(request.stream().map(word -> word.getBytes(ISO_8859_1)).toArray(byte[][]::new));
    if (!driver.isAnswered()) {
      driver.clock().advance(LONGEST_WAIT);
    }
    return driver.receive();
  }

  @Test
  void changesAndBack_andExchangedContents_areNoted() {
    driver.run("SET", "a", "1");
    assertThat(hasChangedBy("SET", "a", "1")).isTrue();
    assertThat(hasChangedBy("SWAPDB", "0", "1")).isTrue();
    assertThat(hasChangedBy("SWAPDB", "0", "1")).isTrue();
    assertThat(hasChangedBy("FLUSHDB")).isTrue();
    driver.run("SET", "a", "1");
    assertThat(hasChangedBy("PEXPIRE", "a", "1000000")).isTrue();
    assertThat(hasChangedBy("RENAME", "a", "b")).isTrue();
    assertThat(hasChangedBy("RENAME", "b", "a")).isTrue();
  }

  @Test
  void looksAndOtherKeys_areNotNoted() {
    driver.run("SET", "a", "1");
    assertThat(hasChangedBy("GET", "a")).isFalse();
    assertThat(hasChangedBy("TOUCH", "a")).isFalse();
    assertThat(hasChangedBy("SET", "b", "1")).isFalse();
    assertThat(hasChangedBy("CACHE", "users", "SET", "a", "2")).isFalse();
    assertThat(hasChangedBy("COPY", "a", "c")).isFalse();
  }

  private boolean hasChangedBy(String... request) {
    Seen seen = mark("a");
    driver.run(request);
    return hasChanged(seen);
  }
}
