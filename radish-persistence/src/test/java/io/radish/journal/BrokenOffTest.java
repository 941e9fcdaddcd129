// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.memory.ByteView;
import io.radish.store.ManualClock;
import io.radish.value.RecordLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A journal for which there is no memory left: nothing by half, nothing behind a gap. */
class BrokenOffTest {
  private static final ByteView KEY = ByteView.of("key");

  private final AtomicBoolean exhausted = new AtomicBoolean();
  private final AtomicInteger told = new AtomicInteger();
  private final BlockPool pool =
      new BlockPool(
          bytes -> {
            if (exhausted.get()) {
              throw new OutOfMemoryError("as if there were none");
            }
            return new Block(bytes);
          });
  private final BatchBuffer buffer =
      new BatchBuffer(JournalReading.End.NONE, pool, () -> {}, told::incrementAndGet);
  private final EffectEncoder unit = new EffectEncoder(buffer, pool);

  private void set(int bytes) {
    unit.setString("default_store", KEY, ByteView.of(new byte[bytes]), RecordLayout.NO_DEADLINE);
  }

  private void assertUnits(int count) {
    assertThat(buffer.position()).isEqualTo(count);
    Batch batch = Objects.requireNonNull(buffer.next(1, 1));
    assertThat(batch.units()).isEqualTo(count);
    buffer.close();
  }

  @Test
  void unitWhoseBytesFoundNoRoom_breaksTheJournalOffBeforeIt() {
    set(10);
    unit.commit();
    set(10);
    exhausted.set(true);
    assertThatThrownBy(() -> set(1 << 20)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(unit::commit).isInstanceOf(JournalBrokenOffException.class);
    exhausted.set(false);
    set(10);
    unit.commit();
    set(1 << 20);
    unit.commit();
    assertThat(told).hasValue(1);
    assertUnits(1);
  }

  @Test
  void bufferWithoutMemoryForAnotherBlock_takesAllOfAUnitOrNothing() {
    int taken = 0;
    exhausted.set(true);
    try {
      while (true) {
        set(10_000);
        unit.commit();
        taken++;
      }
    } catch (OutOfMemoryError e) {
      // All blocks that were prepared are full.
    }
    assertThat(taken).isGreaterThan(20);
    assertThat(told).hasValue(1);
    assertUnits(taken);
  }

  @Test
  void health_afterItBrokeOff_doesNotRecover() {
    Health health = new Health(new ManualClock());
    health.brokeOff();
    health.failed("the disk");
    health.recovered();
    health.measure(0, 0);
    assertThat(health.state()).isEqualTo(JournalState.FAILING);
    assertThat(health.reason()).contains("for lack of memory");
  }
}
