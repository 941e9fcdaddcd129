// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines of fields through journal, checkpoint, backup and restore of one cache. */
final class FieldDeadlinesTest {
  /** Enough for a hash to lie in trees. */
  private static final int MANY = 1500;

  private static final long FAR = 9_000_000_000_000L;

  @TempDir private Path home;

  private RunningServer start() throws Exception {
    return RunningServer.start(
        home, "--appendonly", "yes", "--appendfsync", "always", "--backup-interval", "0");
  }

  private static Reply run(Wire wire, String cache, String request) throws IOException {
    List<String> words = new ArrayList<>(List.of("CACHE", cache));
    words.addAll(List.of(request.split(" ")));
    return wire.run(words.toArray(new String[0]));
  }

  private static String text(Wire wire, String cache, String request) throws IOException {
    return Wire.text(run(wire, cache, request));
  }

  private static List<String> texts(Reply array) {
    return ((Reply.Array) array).items().stream().map(Wire::text).toList();
  }

  /** What a cache holds: of each field of each hash the value and the deadline, and of the hash. */
  private static Map<String, String> content(Wire wire, String cache) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (String key : texts(run(wire, cache, "KEYS *"))) {
      content.put(key, text(wire, cache, "PEXPIRETIME " + key));
      List<String> fields = texts(run(wire, cache, "HGETALL " + key));
      for (int i = 0; i < fields.size(); i += 2) {
        String field = fields.get(i);
        List<String> deadline =
            texts(run(wire, cache, "HPEXPIRETIME " + key + " FIELDS 1 " + field));
        content.put(key + "/" + field, fields.get(i + 1) + " until " + deadline.getFirst());
      }
    }
    return content;
  }

  /** Does to a small hash, and to one in trees, whatever is done to deadlines. */
  private static void fill(Wire wire, String cache) throws IOException {
    for (String key : List.of("small", "large")) {
      run(wire, cache, "HSET " + key + " a 1 b 2 c 3 d 4 e 5 f 6 past x");
      if (key.equals("large")) {
        for (int i = 0; i < MANY; i++) {
          run(wire, cache, "HSET large filler" + i + " value" + i);
        }
        run(wire, cache, "HPEXPIREAT large " + (FAR + 7) + " FIELDS 2 filler3 filler700");
      }
      run(wire, cache, "HPEXPIREAT " + key + " " + FAR + " FIELDS 5 a b c d e");
      run(wire, cache, "HPEXPIREAT " + key + " " + (FAR + 5) + " GT FIELDS 1 a");
      run(wire, cache, "HPERSIST " + key + " FIELDS 1 b");
      run(wire, cache, "HINCRBY " + key + " c 40");
      run(wire, cache, "HSET " + key + " d new");
      run(wire, cache, "HDEL " + key + " e");
      run(wire, cache, "HPEXPIREAT " + key + " 1 FIELDS 1 f");
      run(wire, cache, "COPY " + key + " copy:" + key);
      run(wire, cache, "RENAME copy:" + key + " renamed:" + key);
      run(wire, cache, "PEXPIREAT renamed:" + key + " " + FAR);
      run(wire, cache, "HPEXPIRE " + key + " 1 FIELDS 1 past");
    }
    run(wire, cache, "HSET gone a 1 b 2");
    run(wire, cache, "HPEXPIRE gone 1 FIELDS 2 a b");
    awaitEnd(wire, cache, "HEXISTS small past");
    awaitEnd(wire, cache, "HEXISTS large past");
    awaitEnd(wire, cache, "EXISTS gone");
  }

  private static void awaitEnd(Wire wire, String cache, String request) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!text(wire, cache, request).equals("0")) {
      assertThat(System.nanoTime() - deadline).as(request).isNegative();
    }
  }

  private static void assertFilled(Map<String, String> content) {
    for (String key : List.of("small", "large", "renamed:small", "renamed:large")) {
      assertThat(content)
          .containsEntry(key + "/a", "1 until " + (FAR + 5))
          .containsEntry(key + "/b", "2 until -1")
          .containsEntry(key + "/c", "43 until " + FAR)
          .containsEntry(key + "/d", "new until -1")
          .doesNotContainKeys(key + "/e", key + "/f");
    }
    assertThat(content)
        .containsEntry("renamed:small", Long.toString(FAR))
        .containsEntry("large/filler700", "value700 until " + (FAR + 7))
        .containsEntry("renamed:large/filler3", "value3 until " + (FAR + 7))
        .containsEntry("large/filler4", "value4 until -1")
        .doesNotContainKeys("small/past", "large/past", "gone");
  }

  @Test
  void deadlines_areThereAfterARestart_fromTheJournalAloneAndBehindACheckpoint() throws Exception {
    Map<String, String> before;
    try (RunningServer server = start();
        Wire wire = new Wire(server.port())) {
      fill(wire, "users");
      before = content(wire, "users");
      assertFilled(before);
    }
    try (RunningServer server = start();
        Wire wire = new Wire(server.port())) {
      assertThat(content(wire, "users")).isEqualTo(before);
      assertThat(text(wire, "users", "OBJECT ENCODING small")).isEqualTo("listpackex");
      assertThat(wire.text("BGREWRITEAOF")).startsWith("Background");
      run(wire, "users", "HPEXPIREAT large " + (FAR + 9) + " FIELDS 1 filler4");
      run(wire, "users", "HPERSIST small FIELDS 2 a c");
      before = content(wire, "users");
    }
    try (RunningServer server = start();
        Wire wire = new Wire(server.port())) {
      assertThat(content(wire, "users"))
          .isEqualTo(before)
          .containsEntry("large/filler4", "value4 until " + (FAR + 9));
      assertThat(text(wire, "users", "OBJECT ENCODING small")).isEqualTo("listpack");
    }
  }

  @Test
  void deadlines_comeBackWithARestoredCache_andStayAfterARestart() throws Exception {
    Map<String, String> users;
    Map<String, String> others;
    try (RunningServer server = start();
        Wire wire = new Wire(server.port())) {
      fill(wire, "users");
      users = content(wire, "users");
      Reply.Array taken = (Reply.Array) wire.run("BACKUP", "NOW", "users");
      String file = Wire.text(((Reply.Array) taken.items().getFirst()).items().get(1));
      run(wire, "others", "HSET h a 1");
      run(wire, "others", "HPEXPIREAT h " + FAR + " FIELDS 1 a");
      others = content(wire, "others");
      run(wire, "users", "HPERSIST small FIELDS 2 a c");
      run(wire, "users", "HPEXPIREAT large " + (FAR + 20) + " FIELDS 3 a filler4 filler5");
      run(wire, "users", "DEL renamed:large");
      assertThat(content(wire, "users")).isNotEqualTo(users);
      assertThat(wire.text("BACKUP", "RESTORE", file)).doesNotStartWith("-");
      assertThat(content(wire, "users")).isEqualTo(users);
      assertThat(content(wire, "others")).isEqualTo(others);
    }
    try (RunningServer server = start();
        Wire wire = new Wire(server.port())) {
      assertThat(content(wire, "users")).isEqualTo(users);
      assertThat(content(wire, "others")).isEqualTo(others);
      assertFilled(content(wire, "users"));
    }
  }
}
