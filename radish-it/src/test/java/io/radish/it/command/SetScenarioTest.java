// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets: members added, removed, looked for, moved, chosen and walked. */
final class SetScenarioTest extends CommandScenario {
  private void add(String key, String... members) {
    run(request("SADD", key, members));
  }

  private static String[] request(String name, String key, String... members) {
    String[] request = new String[members.length + 2];
    request[0] = name;
    request[1] = key;
    System.arraycopy(members, 0, request, 2, members.length);
    return request;
  }

  private static String[] numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  /** The members of a reply that is a set, or an array in RESP2. */
  private static List<String> members(Reply reply) {
    List<Reply> items =
        reply instanceof Reply.SetReply set ? set.items() : ((Reply.Array) reply).items();
    return items.stream().map(item -> ((Reply.Bulk) item).text()).toList();
  }

  private List<String> members(String key) {
    return members(run("SMEMBERS", key));
  }

  @Test
  void sadd_countsThoseThatAreNew() {
    assertThat(run("SADD", "s", "a", "b", "a")).isEqualTo(integer(2));
    assertThat(run("SADD", "s", "b", "c", "")).isEqualTo(integer(2));
    assertThat(run("SADD", "s", "a")).isEqualTo(integer(0));
    assertThat(run("SCARD", "s")).isEqualTo(integer(4));
    assertThat(members("s")).containsExactlyInAnyOrder("a", "b", "c", "");
    assertThat(run("TYPE", "s")).isEqualTo(new Reply.Simple("set"));
  }

  @Test
  void smembers_ofIntegers_ascends() {
    add("s", "10", "-3", "70000", "2", "9223372036854775807", "-9223372036854775808", "0");
    assertThat(members("s"))
        .containsExactly(
            "-9223372036854775808", "-3", "0", "2", "10", "70000", "9223372036854775807");
    assertThat(run("SREM", "s", "0", "70000", "00")).isEqualTo(integer(2));
    assertThat(members("s"))
        .containsExactly("-9223372036854775808", "-3", "2", "10", "9223372036854775807");
  }

  @Test
  void members_thatAreNearlyIntegers_areTexts() {
    add("s", "1", "01", "+1", " 1", "1.0", "-0", "9223372036854775808");
    assertThat(run("SCARD", "s")).isEqualTo(integer(7));
    assertThat(run("SISMEMBER", "s", "1")).isEqualTo(integer(1));
    assertThat(run("SISMEMBER", "s", "-0")).isEqualTo(integer(1));
    assertThat(run("SISMEMBER", "s", "0")).isEqualTo(integer(0));
  }

  @Test
  void srem_takesTheKeyWithTheLastMember() {
    add("s", "a", "b", "c");
    assertThat(run("SREM", "s", "x", "a", "a")).isEqualTo(integer(1));
    assertThat(run("SREM", "s", "b", "c", "d")).isEqualTo(integer(2));
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
    assertThat(run("SREM", "s", "b")).isEqualTo(integer(0));
  }

  @Test
  void missingSets_areEmpty() {
    assertThat(members(run("SMEMBERS", "s"))).isEmpty();
    assertThat(run("SCARD", "s")).isEqualTo(integer(0));
    assertThat(run("SISMEMBER", "s", "a")).isEqualTo(integer(0));
    assertThat(run("SMISMEMBER", "s", "a", "b")).isEqualTo(array(integer(0), integer(0)));
    assertThat(run("SPOP", "s")).isEqualTo(nil());
    assertThat(members(run("SPOP", "s", "3"))).isEmpty();
    assertThat(run("SRANDMEMBER", "s")).isEqualTo(nil());
    assertThat(run("SRANDMEMBER", "s", "3")).isEqualTo(array());
    assertThat(run("SRANDMEMBER", "s", "-3")).isEqualTo(array());
    assertThat(run("SMOVE", "s", "t", "a")).isEqualTo(integer(0));
    assertThat(run("SSCAN", "s", "0", "bogus")).isEqualTo(array(bulk("0"), array()));
  }

  @Test
  void smismember_saysWhichAreThere() {
    add("s", "a", "5");
    assertThat(run("SMISMEMBER", "s", "5", "b", "a", "a"))
        .isEqualTo(array(integer(1), integer(0), integer(1), integer(1)));
  }

  @Test
  void largeSets_holdEveryMember() {
    add("s", numbered("member:", 5_000));
    add("s", numbered("", 1_000));
    assertThat(run("SCARD", "s")).isEqualTo(integer(6_000));
    assertThat(run("SISMEMBER", "s", "member:4999")).isEqualTo(integer(1));
    assertThat(run("SISMEMBER", "s", "member:5000")).isEqualTo(integer(0));
    assertThat(new HashSet<>(members("s"))).hasSize(6_000);
    assertThat(run(request("SREM", "s", numbered("member:", 4_990)))).isEqualTo(integer(4_990));
    assertThat(run(request("SREM", "s", numbered("", 1_000)))).isEqualTo(integer(1_000));
    assertThat(members("s"))
        .containsExactlyInAnyOrder(
            IntStream.range(4_990, 5_000).mapToObj(i -> "member:" + i).toArray(String[]::new));
  }

  // ---- moving ----

  @Test
  void smove_movesWhatIsThere() {
    add("s", "a", "b");
    assertThat(run("SMOVE", "s", "t", "a")).isEqualTo(integer(1));
    assertThat(members("t")).containsExactly("a");
    assertThat(run("SMOVE", "s", "t", "missing")).isEqualTo(integer(0));
    add("t", "b");
    assertThat(run("SMOVE", "s", "t", "b")).isEqualTo(integer(1));
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
    assertThat(members("t")).containsExactlyInAnyOrder("a", "b");
    assertThat(run("SMOVE", "t", "t", "a")).isEqualTo(integer(1));
    assertThat(run("SMOVE", "t", "t", "z")).isEqualTo(integer(0));
    assertThat(run("SCARD", "t")).isEqualTo(integer(2));
  }

  @Test
  void smove_toWhatIsNoSet_isRefused() {
    add("s", "a");
    run("SET", "text", "v");
    assertThat(run("SMOVE", "s", "text", "a")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SMOVE", "s", "text", "missing")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SMOVE", "text", "s", "a")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SMOVE", "missing", "text", "a")).isEqualTo(integer(0));
    assertThat(members("s")).containsExactly("a");
  }

  // ---- chosen at random ----

  @Test
  void spop_takesDifferentMembers_untilNoneIsLeft() {
    String[] all = numbered("m", 1_000);
    add("s", all);
    Set<String> popped = new HashSet<>();
    popped.add(((Reply.Bulk) run("SPOP", "s")).text());
    popped.addAll(members(run("SPOP", "s", "0")));
    popped.addAll(members(run("SPOP", "s", "99")));
    assertThat(popped).hasSize(100);
    popped.addAll(members(run("SPOP", "s", "890")));
    assertThat(popped).hasSize(990);
    assertThat(run("SCARD", "s")).isEqualTo(integer(10));
    popped.addAll(members(run("SPOP", "s", "9223372036854775807")));
    assertThat(popped).containsExactlyInAnyOrder(all);
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
  }

  @Test
  void spop_ofIntegers_keepsTheirOrder() {
    add("s", numbered("", 300));
    List<String> popped = members(run("SPOP", "s", "250"));
    List<String> left = members("s");
    assertThat(left).hasSize(50).doesNotContainAnyElementsOf(popped);
    assertThat(left).isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
    assertThat(run("OBJECT", "ENCODING", "s")).isEqualTo(bulk("intset"));
  }

  @Test
  void spop_ofTheLastMember_takesTheKey() {
    add("s", "a");
    assertThat(run("SPOP", "s")).isEqualTo(bulk("a"));
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
  }

  @Test
  void srandmember_countsAsTold() {
    for (int size : new int[] {3, 100, 3_000}) {
      String[] all = numbered("m", size);
      run("DEL", "s");
      add("s", all);
      assertThat(List.of(all)).contains(((Reply.Bulk) run("SRANDMEMBER", "s")).text());
      for (int count : new int[] {0, 1, 2, size / 2, size - 1, size, size + 5}) {
        List<String> chosen = members(run("SRANDMEMBER", "s", Integer.toString(count)));
        assertThat(chosen).doesNotHaveDuplicates().hasSize(Math.min(count, size));
        assertThat(List.of(all)).containsAll(chosen);
      }
      List<String> chosen = members(run("SRANDMEMBER", "s", "-" + 2 * size));
      assertThat(chosen).hasSize(2 * size);
      assertThat(List.of(all)).containsAll(chosen);
      assertThat(run("SCARD", "s")).isEqualTo(integer(size));
    }
  }

  @Test
  void countsThatAreNone_areRefused() {
    add("s", "a");
    assertThat(run("SPOP", "s", "-1")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("SPOP", "s", "abc")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("SPOP", "s", "1", "2")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SRANDMEMBER", "s", "abc")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("SRANDMEMBER", "s", "1", "2")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SRANDMEMBER", "s", "-9223372036854775808"))
        .isEqualTo(
            error(
                "ERR value is out of range, value must between -9223372036854775807 and"
                    + " 9223372036854775807"));
    run("SET", "text", "v");
    assertThat(run("SPOP", "text", "abc")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("SPOP", "text", "0")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SRANDMEMBER", "text", "0")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  // ---- walking ----

  @Test
  void sscan_comesByAllThatStays_whateverElseChanges() {
    add("s", numbered("stays:", 2_000));
    List<String> seen = new ArrayList<>();
    String cursor = "0";
    int calls = 0;
    do {
      List<Reply> page = ((Reply.Array) run("SSCAN", "s", cursor, "COUNT", "50")).items();
      cursor = ((Reply.Bulk) page.getFirst()).text();
      seen.addAll(members(page.get(1)));
      run("SADD", "s", "comes:" + calls, "comes:also:" + calls);
      run("SREM", "s", "comes:" + (calls - 5));
      assertThat(Long.parseUnsignedLong(cursor)).isNotNegative();
      calls++;
    } while (!cursor.equals("0") && calls < 1_000);
    assertThat(seen).contains(numbered("stays:", 2_000));
    assertThat(calls).isBetween(10, 200);
  }

  @Test
  void sscan_matchesAndCounts() {
    add("s", "foo", "foobar", "x");
    Reply page = run("SSCAN", "s", "0", "match", "foo*", "COUNT", "1000");
    assertThat(members(((Reply.Array) page).items().get(1)))
        .containsExactlyInAnyOrder("foo", "foobar");
    run("SADD", "n", "1", "2", "3");
    assertThat(run("SSCAN", "n", "0")).isEqualTo(array(bulk("0"), bulks("1", "2", "3")));
  }

  @Test
  void sscan_mistakes_areFoundInOrder() {
    add("s", "a");
    run("SET", "text", "v");
    assertThat(run("SSCAN", "missing", "x")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("SSCAN", "text", "x")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("SSCAN", "text", "0", "bogus")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SSCAN", "s", "0", "COUNT", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SSCAN", "s", "0", "COUNT", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("SSCAN", "s", "0", "COUNT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SSCAN", "s", "0", "TYPE", "set")).isEqualTo(error(Errors.SYNTAX));
  }
}
