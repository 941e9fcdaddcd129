// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.disk.DiskFileOps;
import io.radish.effect.Effects;
import io.radish.it.RepositoryRoot;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.journal.NoSink;
import io.radish.journal.ReadRange;
import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The segment that the page about the journal's format shows is one. */
final class JournalFormatTest {
  private static final String FENCE = "```";

  @TempDir private Path folder;

  /** Notes what kinds of effects the example has. */
  private static final class Seen extends NoSink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public Effects begin(long number, long timeMillis) {
      lines.add("unit " + number + " of " + timeMillis);
      return this;
    }

    @Override
    public void setString(String keyspace, ByteView key, ByteView value, long deadline) {
      lines.add("set " + keyspace + " " + text(key) + " " + text(value));
    }

    @Override
    public void remove(String keyspace, ByteView key) {
      lines.add("remove " + keyspace + " " + text(key));
    }

    @Override
    public void push(String keyspace, ByteView key, boolean left, int count) {
      lines.add("push " + keyspace + " " + text(key));
    }

    @Override
    public void element(ByteView element) {
      lines.add("element " + text(element));
    }

    private static String text(ByteView view) {
      return new String(view.toBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void exampleOfASegment_isReadAsThePageSays() throws Exception {
    String page = Files.readString(RepositoryRoot.find().resolve("docs/journal-format.md"));
    int begin = page.indexOf(FENCE) + FENCE.length();
    String example = page.substring(begin, page.indexOf(FENCE, begin));
    Files.writeString(
        folder.resolve("journal_00000000000000000001.aof"),
        example.replace("\n", "").replace("\\r\\n", "\r\n"));
    Seen seen = new Seen();
    JournalReading reading = new JournalReader(new DiskFileOps(), folder).read(ReadRange.ALL, seen);
    assertThat(reading.complete()).isTrue();
    assertThat(reading.tail()).isNull();
    assertThat(reading.id()).isEqualTo("3fd2c1a09b5e7786");
    assertThat(reading.end().number()).isEqualTo(2);
    assertThat(seen.lines)
        .containsExactly(
            "unit 1 of 1763222000123",
            "set default_store user:1 alice",
            "unit 2 of 1763222000123",
            "remove users cart",
            "push users visits",
            "element monday");
  }
}
