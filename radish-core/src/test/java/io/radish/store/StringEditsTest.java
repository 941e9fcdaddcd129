// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.effect.RecordedEffects;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.Kind;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strings changed in part: what they hold, and what is written down of it. */
class StringEditsTest {
  private static final ByteView KEY = ByteView.of("k");

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(1).seed(1).clock(clock).build();
  private final RecordedEffects effects = new RecordedEffects();

  @AfterEach
  void check() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  /** What is done to the string at the key. */
  private interface Edit {
    void apply(Keyspace keyspace, Key key, @Nullable Entry found);
  }

  private static void edit(Store in, Edit edit) {
    Key key = in.newKey().set(KEY);
    ShardLocks locks = in.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = Objects.requireNonNull(in.find(KeyspaceName.DEFAULT));
      edit.apply(keyspace, key, keyspace.find(key, in.now()));
    } finally {
      locks.release();
    }
  }

  private static byte @Nullable [] bytes(Store in) {
    AtomicReference<byte @Nullable []> held = new AtomicReference<>();
    edit(
        in,
        (keyspace, key, found) ->
            held.set(found == null ? null : found.value(new ByteView()).toBytes()));
    return held.get();
  }

  private void assertReplaySaysTheSame() {
    Store again = Store.builder().shards(2).seed(2).clock(clock).build();
    effects.replay(
        0,
        new EffectApplier(
            again,
            new LiveKeyspaces(
                again,
                (name, ttl, source) -> {
                  throw new AssertionError("nothing was restored");
                })));
    assertThat(bytes(again)).isEqualTo(bytes(store));
    again.close();
  }

  @Test
  void overwrite_ofNoKey_makesZeros() {
    store.setEffectLog(effects);
    edit(
        store,
        (keyspace, key, found) -> {
          assertThat(found).isNull();
          Overwriting string = keyspace.strings().overwrite(key, null, 5, clock.millis());
          assertThat(string.bytes().toBytes()).isEqualTo(new byte[5]);
          string.write(1, new byte[] {7, 8, 9}, 2);
          string.end();
        });
    assertThat(bytes(store)).isEqualTo(new byte[] {0, 7, 8, 0, 0});
    assertReplaySaysTheSame();
  }

  @Test
  void overwrite_withTheSame_isNoChange() {
    store.defaultStore().set("k", "12345");
    edit(store, (keyspace, key, found) -> assertThat(found).isNotNull());
    store.setEffectLog(effects);
    long before = store.changes();
    edit(
        store,
        (keyspace, key, found) -> {
          Overwriting string = keyspace.strings().overwrite(key, found, 3, clock.millis());
          string.write(2, new byte[] {'3'}, 1);
          string.end();
          assertThat(Objects.requireNonNull(found).kind()).isEqualTo(Kind.STRING_RAW);
        });
    assertThat(store.changes()).isEqualTo(before);
    assertThat(bytes(store)).isEqualTo("12345".getBytes(UTF_8));
  }

  @Test
  void randomEdits_areWrittenDownWhole() {
    store.setEffectLog(effects);
    Random random = new Random(3);
    byte[] expected = new byte[0];
    for (int i = 0; i < 3_000; i++) {
      byte[] before = expected;
      byte[] some = new byte[1 + random.nextInt(9)];
      random.nextBytes(some);
      if (random.nextInt(3) > 0) {
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 70_000 : 200);
        int from = random.nextInt(Math.max(length, before.length));
        byte[] after = Arrays.copyOf(before, Math.max(length, before.length));
        int size = Math.min(some.length, after.length - from);
        System.arraycopy(some, 0, after, from, size);
        edit(
            store,
            (keyspace, key, found) -> {
              Overwriting string = keyspace.strings().overwrite(key, found, length, clock.millis());
              string.write(from, some, size);
              string.end();
            });
        expected = after;
      } else if (before.length > 0) {
        byte[] after = Arrays.copyOf(before, 1 + random.nextInt(before.length + 20));
        after[random.nextInt(after.length)]++;
        edit(
            store,
            (keyspace, key, found) ->
                keyspace
                    .strings()
                    .revise(
                        key, Objects.requireNonNull(found), ByteView.of(after), clock.millis()));
        expected = after;
      }
      assertThat(bytes(store)).isEqualTo(expected.length == 0 ? null : expected);
    }
    assertReplaySaysTheSame();
  }

  @Test
  void growingByteByByte_movesTheStringSeldom() {
    store.defaultStore().set("k", "x".repeat(600_000));
    int[] moves = {0};
    long[] last = {0, 0};
    for (int i = 0; i < 50_000; i++) {
      edit(
          store,
          (keyspace, key, found) -> {
            Entry entry = Objects.requireNonNull(found);
            keyspace.strings().append(entry, ByteView.of("y"), clock.millis());
            if (entry.segment().address() != last[0] || entry.valueOffset() != last[1]) {
              moves[0]++;
              last[0] = entry.segment().address();
              last[1] = entry.valueOffset();
            }
          });
    }
    assertThat(moves[0]).isLessThan(10);
    assertThat(bytes(store)).hasSize(650_000);
  }
}
