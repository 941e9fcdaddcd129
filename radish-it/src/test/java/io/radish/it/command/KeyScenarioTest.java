// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keys whatever they hold. */
final class KeyScenarioTest extends CommandScenario {
  @Test
  void del_countsWhatWasThere() {
    run("MSET", "a", "1", "b", "2");
    run("RPUSH", "c", "x");
    assertThat(run("DEL", "a", "missing", "a", "c")).isEqualTo(integer(2));
    assertThat(run("UNLINK", "b", "b")).isEqualTo(integer(1));
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
  }

  @Test
  void exists_countsEachNameGiven() {
    run("MSET", "a", "1", "b", "2");
    assertThat(run("EXISTS", "a", "a", "b", "c")).isEqualTo(integer(3));
    assertThat(run("TOUCH", "a", "b", "c")).isEqualTo(integer(2));
  }

  @Test
  void type_saysWhatAKeyHolds() {
    run("SET", "s", "v");
    run("RPUSH", "l", "v");
    assertThat(run("TYPE", "s")).isEqualTo(simple("string"));
    assertThat(run("TYPE", "l")).isEqualTo(simple("list"));
    assertThat(run("TYPE", "none")).isEqualTo(simple("none"));
  }

  @Test
  void keys_givesThoseThatMatch() {
    run("MSET", "one", "1", "two", "2", "three", "3", "", "4", "*", "5");
    assertThat(sorted(run("KEYS", "*"))).containsExactly("", "*", "one", "three", "two");
    assertThat(sorted(run("KEYS", "t*"))).containsExactly("three", "two");
    assertThat(sorted(run("KEYS", "[a-p]ne"))).containsExactly("one");
    assertThat(sorted(run("KEYS", "\\*"))).containsExactly("*");
    assertThat(run("KEYS", "nothing")).isEqualTo(array());
  }

  @Test
  void keys_patternFullOfStars_isAnsweredAtOnce() {
    run("SET", "a".repeat(10_000), "1");
    assertThat(run("KEYS", "a*".repeat(500) + "b")).isEqualTo(array());
  }

  @Test
  void scan_pieceByPiece_findsEveryKeyOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      run("SET", "key:" + i, "v");
      expected.add("key:" + i);
    }
    List<String> seen = new ArrayList<>();
    String cursor = "0";
    do {
      Reply.Array reply = (Reply.Array) run("SCAN", cursor, "COUNT", "7");
      cursor = text(reply.items().getFirst());
      seen.addAll(texts(reply.items().get(1)));
    } while (!cursor.equals("0"));
    assertThat(new TreeSet<>(seen)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void scan_withMatchAndType_givesThoseOnly() {
    run("MSET", "a1", "1", "a2", "2", "b1", "3");
    run("RPUSH", "a3", "x");
    assertThat(scanned("MATCH", "a*")).containsExactly("a1", "a2", "a3");
    assertThat(scanned("TYPE", "LIST")).containsExactly("a3");
    assertThat(scanned("MATCH", "a*", "TYPE", "string")).containsExactly("a1", "a2");
    assertThat(scanned("TYPE", "nonsense")).isEmpty();
  }

  @Test
  void scan_mistakes_areFoundInOrder() {
    assertThat(run("SCAN", "abc")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("SCAN", "18446744073709551616")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("SCAN", "x", "COUNT", "y")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("SCAN", "0", "COUNT", "y")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("SCAN", "0", "COUNT", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SCAN", "0", "MATCH")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SCAN", "0", "BOGUS", "1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SCAN", "0", "COUNT", "y", "BOGUS")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void randomkey_givesAKeyThatIsThere() {
    assertThat(run("RANDOMKEY")).isEqualTo(nil());
    run("SET", "only", "1");
    assertThat(run("RANDOMKEY")).isEqualTo(bulk("only"));
  }

  @Test
  void flush_emptiesOneOrAll() {
    run("SET", "a", "1");
    run("SELECT", "3");
    run("SET", "b", "2");
    assertThat(run("FLUSHDB", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("FLUSHDB", "SYNC", "SYNC")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("FLUSHDB", "async")).isEqualTo(ok());
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
    run("SET", "b", "2");
    run("SELECT", "0");
    assertThat(run("DBSIZE")).isEqualTo(integer(1));
    assertThat(run("FLUSHALL", "SYNC")).isEqualTo(ok());
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
    run("SELECT", "3");
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
  }

  private List<String> scanned(String... options) {
    List<String> request = new ArrayList<>(List.of("SCAN", "0", "COUNT", "100000"));
    request.addAll(List.of(options));
    Reply.Array reply = (Reply.Array) run(request.toArray(String[]::new));
    assertThat(reply.items().getFirst()).isEqualTo(bulk("0"));
    return sorted(reply.items().get(1));
  }

  private static List<String> sorted(Reply keys) {
    return texts(keys).stream().sorted().toList();
  }

  private static List<String> texts(Reply keys) {
    return ((Reply.Array) keys).items().stream().map(KeyScenarioTest::text).toList();
  }

  private static String text(Reply key) {
    return new String(((Reply.Bulk) key).bytes(), StandardCharsets.UTF_8);
  }
}
