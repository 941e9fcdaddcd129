// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.radish.command.Dispatcher;
import io.radish.resp.Arguments;
import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a large argument, a large key or many keys cost of the heap: next to nothing. */
class HeapUseTest {
  private static final int LARGE = 8 << 20;

  /** Classes that are loaded meanwhile, and what is made for any request. */
  private static final long LITTLE = 4 << 20;

  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();
  private final Dispatcher dispatcher = new Dispatcher(desk.services);
  private final ReplyWriter writer = new ReplyWriter(16 << 10);
  private final Counted sent = new Counted();

  /** Counts what is sent. */
  private static final class Counted implements ReplySink {
    private long bytes;

    @Override
    public void block(byte[] array, int offset, int length) {
      bytes += length;
    }

    @Override
    public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
      bytes += length;
      release.run();
    }
  }

  private long allocatedBy(Arguments request) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    writer.begin(sent, 2);
    long before = threads.getCurrentThreadAllocatedBytes();
    dispatcher.execute(client.session, request, writer);
    writer.flush();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** A request in which {@code @} stands for what is large. */
  private static Arguments request(String line) {
    byte[] large = new byte[LARGE];
    Arrays.fill(large, (byte) 'b');
    return Arguments.of(
        Arrays.stream(line.split(" ", -1))
            .map(word -> word.equals("@") ? large : word.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FOO @",
        "@",
        "@ @ @",
        "OBJECT @",
        "DEBUG @",
        "DEBUG ERROR @",
        "DEBUG SLEEP @",
        "CLIENT @",
        "CLIENT KILL @",
        "CLIENT KILL ADDR @",
        "CLIENT LIST TYPE @",
        "CLIENT SETNAME @",
        "CLIENT SETINFO lib-name @",
        "COMMAND INFO @",
        "COMMAND GETKEYS @",
        "COMMAND LIST FILTERBY ACLCAT @",
        "CONFIG GET @",
        "CONFIG SET @ 1",
        "CONFIG SET requirepass @",
        "CREATECACHE @",
        "CACHE @ GET k",
        "HELLO 3 SETNAME @",
        "HELLO 3 @",
        "INFO @",
        "INSPECT @",
        "KEYS @",
        "KEYS *@",
        "LATENCY GRAPH @",
        "SCAN 0 MATCH @",
        "SCAN 0 TYPE @",
        "SCAN @",
        "SELECT @",
        "SORT k BY @"
      })
  void largeArgument_inAWrongRequest_isNotCopied(String line) {
    desk.settings.put("enable-debug-command", "yes");
    assertThat(allocatedBy(request(line))).as(line).isLessThan(LITTLE);
    assertThat(sent.bytes).isBetween(1L, 70_000L);
  }

  @Test
  void largeKeys_andAllKeys_areSentFromOutsideTheHeap() {
    allocatedBy(request("SET @ v"));
    for (int i = 0; i < 1_000; i++) {
      client.run("SET", i + "k".repeat(5_000), "v");
    }
    for (String line : new String[] {"KEYS *", "KEYS b*", "KEYS *b", "SCAN 0 COUNT 100000"}) {
      sent.bytes = 0;
      assertThat(allocatedBy(request(line))).as(line).isLessThan(LITTLE);
      assertThat(sent.bytes).as(line).isGreaterThan(LARGE);
    }
  }

  @Test
  void digest_ofALargeValue_readsItInPieces() {
    desk.settings.put("enable-debug-command", "yes");
    allocatedBy(request("SET @ v"));
    allocatedBy(request("SET k @"));
    assertThat(allocatedBy(request("DEBUG DIGEST"))).isLessThan(LITTLE);
    assertThat(allocatedBy(request("DEBUG DIGEST-VALUE k"))).isLessThan(LITTLE);
  }
}
