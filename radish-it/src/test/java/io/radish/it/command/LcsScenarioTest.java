// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The longest common subsequence. */
final class LcsScenarioTest extends CommandScenario {
  @Test
  void lcs_findsTheTextOrItsLength() {
    run("MSET", "a", "ohmytext", "b", "mynewtext");
    assertThat(run("LCS", "a", "b")).isEqualTo(bulk("mytext"));
    assertThat(run("LCS", "a", "b", "len")).isEqualTo(integer(6));
    assertThat(run("LCS", "a", "a")).isEqualTo(bulk("ohmytext"));
    assertThat(run("LCS", "a", "missing")).isEqualTo(bulk(""));
    assertThat(run("LCS", "missing", "a", "LEN")).isEqualTo(integer(0));
  }

  @Test
  void lcs_idx_namesTheRangesFromTheEnd() {
    run("MSET", "a", "ohmytext", "b", "mynewtext");
    assertMatches("[[[4, 7], [5, 8]], [[2, 3], [0, 1]]] 6", "IDX");
    assertMatches("[[[4, 7], [5, 8], 4]] 6", "IDX", "MINMATCHLEN", "4", "WITHMATCHLEN");
    assertMatches("[] 6", "IDX", "MINMATCHLEN", "5");
    assertMatches("[[[4, 7], [5, 8]], [[2, 3], [0, 1]]] 6", "IDX", "MINMATCHLEN", "-5");
    run("SET", "b", "nothing shared: 123");
    run("SET", "a", "");
    assertMatches("[] 0", "IDX");
  }

  private void assertMatches(String expected, String... options) {
    String[] request = new String[3 + options.length];
    request[0] = "LCS";
    request[1] = "a";
    request[2] = "b";
    System.arraycopy(options, 0, request, 3, options.length);
    Reply reply = run(request);
    List<Reply> parts =
        reply instanceof Reply.MapReply map
            ? map.pairs().stream().flatMap(p -> List.of(p.key(), p.value()).stream()).toList()
            : ((Reply.Array) reply).items();
    assertThat(parts.get(0)).isEqualTo(bulk("matches"));
    assertThat(parts.get(2)).isEqualTo(bulk("len"));
    assertThat(show(parts.get(1)) + " " + show(parts.get(3))).isEqualTo(expected);
  }

  private static String show(Reply reply) {
    return reply instanceof Reply.Array array
        ? array.items().stream().map(LcsScenarioTest::show).toList().toString()
        : Long.toString(((Reply.Int) reply).value());
  }

  /** Either string may be the shorter one, which is what the table's rows are as long as. */
  @Test
  void lcs_ofStringsOfAnyShape_isRedisOwn() {
    Map<String, String> expected =
        Map.of(
            "abcbdab bdcaba", "bdab",
            "bdcaba abcbdab", "bcba",
            "xxxxxxxxxxaxxxxbxxxx ab", "ab",
            "ab xxxxxxxxxxaxxxxbxxxx", "ab",
            "aaaa aa", "aa",
            "agcat gac", "ga",
            "gac agcat", "ac");
    expected.forEach(
        (strings, common) -> {
          String[] two = strings.split(" ", -1);
          run("MSET", "a", two[0], "b", two[1]);
          assertThat(run("LCS", "a", "b")).as(strings).isEqualTo(bulk(common));
        });
  }

  @Test
  void lcs_mistakes_areFoundInOrder() {
    run("SET", "a", "x");
    run("RPUSH", "l", "x");
    assertThat(run("LCS", "a", "l", "bogus")).isEqualTo(error(Errors.NOT_STRINGS));
    assertThat(run("LCS", "a", "a", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("LCS", "a", "a", "MINMATCHLEN")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("LCS", "a", "a", "MINMATCHLEN", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("LCS", "a", "a", "IDX", "LEN")).isEqualTo(error(Errors.LENGTH_AND_RANGES));
  }

  @Test
  void lcs_ofHugeStrings_isRefused() {
    run("SETRANGE", "a", "20000", "x");
    run("SETRANGE", "b", "20000", "y");
    assertThat(run("LCS", "a", "b")).isEqualTo(error(Errors.LCS_TOO_LARGE));
    assertThat(run("LCS", "a", "b", "LEN")).isEqualTo(error(Errors.LCS_TOO_LARGE));
  }
}
