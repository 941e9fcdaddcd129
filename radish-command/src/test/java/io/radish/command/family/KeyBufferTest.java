// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBufferTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<MemorySegment> attached = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();

  private String send(KeyBuffer keys) {
    ReplyWriter writer = new ReplyWriter(256);
    writer.begin(
        new ReplySink() {
          @Override
          public void block(byte[] array, int offset, int length) {
            sent.write(array, offset, length);
          }

          @Override
          public void attachment(
              MemorySegment segment, long offset, long length, Runnable release) {
            sent.writeBytes(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
            attached.add(segment);
            releases.add(release);
          }
        },
        2);
    keys.writeTo(writer);
    writer.flush();
    return sent.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void keys_onTheHeapAndOutside_areSentInOrder() {
    StringBuilder expected = new StringBuilder();
    try (KeyBuffer keys = new KeyBuffer()) {
      int[] lengths = {0, 1, 9, 1_000, 65_000, 600, 3, 2_000_000, 1_048_560, 7, 1_000_000};
      expected.append("*" + lengths.length + "\r\n");
      for (int length : lengths) {
        String key = "k".repeat(length);
        keys.add(ByteView.of(key));
        expected.append("$" + length + "\r\n" + key + "\r\n");
      }
      assertThat(send(keys)).isEqualTo(expected.toString());
    }
    assertThat(attached).isNotEmpty().allMatch(segment -> segment.scope().isAlive());
    releases.forEach(Runnable::run);
    assertThat(attached).noneMatch(segment -> segment.scope().isAlive());
  }

  @Test
  void fewKeys_areSentFromTheHeap() {
    try (KeyBuffer keys = new KeyBuffer()) {
      keys.add(ByteView.of("a"));
      keys.add(ByteView.of("bc"));
      assertThat(send(keys)).isEqualTo("*2\r\n$1\r\na\r\n$2\r\nbc\r\n");
    }
    assertThat(attached).isEmpty();
  }
}
