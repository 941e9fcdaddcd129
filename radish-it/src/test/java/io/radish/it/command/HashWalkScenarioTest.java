// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.nil;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hashes: all fields, some after the other, and any. */
final class HashWalkScenarioTest extends CommandScenario {
  private static final int MANY = 3_000;

  @Test
  void hgetall_isAMapInResp3() {
    run("HSET", "h", "a", "1");
    Reply all = run("HGETALL", "h");
    if (isResp3()) {
      assertThat(all).isEqualTo(new Reply.MapReply(List.of(new Reply.Pair(bulk("a"), bulk("1")))));
      assertThat(run("HGETALL", "missing")).isEqualTo(new Reply.MapReply(List.of()));
    } else {
      assertThat(all).isEqualTo(array(bulk("a"), bulk("1")));
      assertThat(run("HGETALL", "missing")).isEqualTo(array());
    }
    assertThat(run("HKEYS", "h")).isEqualTo(array(bulk("a")));
    assertThat(run("HVALS", "h")).isEqualTo(array(bulk("1")));
    assertThat(run("HKEYS", "missing")).isEqualTo(array());
    assertThat(run("HVALS", "missing")).isEqualTo(array());
  }

  @Test
  void hgetall_ofSmallHash_keepsTheOrderOfTheFields() {
    run("HSET", "h", "c", "1", "a", "2", "b", "3");
    run("HSET", "h", "a", "4");
    assertThat(run("HKEYS", "h")).isEqualTo(array(bulk("c"), bulk("a"), bulk("b")));
    assertThat(run("HVALS", "h")).isEqualTo(array(bulk("1"), bulk("4"), bulk("3")));
  }

  @Test
  void hgetall_ofLargeHash_givesEveryFieldOnce() {
    Map<String, String> model = fillLarge();
    assertThat(pairs(flat(run("HGETALL", "h")))).isEqualTo(model);
    assertThat(texts(run("HKEYS", "h"))).containsExactlyInAnyOrderElementsOf(model.keySet());
    assertThat(texts(run("HVALS", "h"))).containsExactlyInAnyOrderElementsOf(model.values());
  }

  // ---- HRANDFIELD ----

  @Test
  void hrandfield_withoutCount_isOneField() {
    assertThat(run("HRANDFIELD", "missing")).isEqualTo(nil());
    run("HSET", "h", "a", "1", "b", "2");
    assertThat(run("HRANDFIELD", "h")).isIn(bulk("a"), bulk("b"));
    fillLarge();
    assertThat(((Reply.Bulk) run("HRANDFIELD", "h")).text()).isNotEmpty();
  }

  @Test
  void hrandfield_withCount_givesDifferentFields() {
    run("HSET", "h", "a", "1", "b", "2", "c", "3");
    assertThat(run("HRANDFIELD", "h", "0")).isEqualTo(array());
    assertThat(run("HRANDFIELD", "missing", "5")).isEqualTo(array());
    assertThat(run("HRANDFIELD", "missing", "-5", "WITHVALUES")).isEqualTo(array());
    assertThat(texts(run("HRANDFIELD", "h", "2"))).hasSize(2).doesNotHaveDuplicates();
    assertThat(texts(run("HRANDFIELD", "h", "3"))).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(texts(run("HRANDFIELD", "h", "9223372036854775807")))
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(texts(run("HRANDFIELD", "h", "-10"))).hasSize(10).isSubsetOf("a", "b", "c");
  }

  @Test
  void hrandfield_withValues_givesPairs() {
    run("HSET", "h", "a", "1");
    Reply pair = array(bulk("a"), bulk("1"));
    assertThat(run("HRANDFIELD", "h", "1", "withvalues")).isEqualTo(isResp3() ? array(pair) : pair);
    assertThat(run("HRANDFIELD", "h", "-2", "WITHVALUES"))
        .isEqualTo(
            isResp3() ? array(pair, pair) : array(bulk("a"), bulk("1"), bulk("a"), bulk("1")));
  }

  @Test
  void hrandfield_ofLargeHash_givesDifferentFieldsWithTheirValues() {
    Map<String, String> model = fillLarge();
    for (String count : new String[] {"10", "1500", "2999", "3000", "5000"}) {
      List<String> flat = flat(run("HRANDFIELD", "h", count, "WITHVALUES"));
      Map<String, String> found = pairs(flat);
      assertThat(found).hasSize(Math.min(Integer.parseInt(count), MANY));
      assertThat(flat).hasSize(2 * found.size());
      assertThat(model).containsAllEntriesOf(found);
    }
    assertThat(texts(run("HRANDFIELD", "h", "-5000"))).hasSize(5000).isSubsetOf(model.keySet());
  }

  @Test
  void hrandfield_ofFewFields_comesByAllOfThem() {
    run("HSET", "h", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      seen.addAll(texts(run("HRANDFIELD", "h", "1")));
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void hrandfield_countThatIsNone_isRefused() {
    assertThat(run("HRANDFIELD", "h", "abc")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("HRANDFIELD", "h", "-9223372036854775808"))
        .isEqualTo(
            error(
                "ERR value is out of range, value must between -9223372036854775807 and"
                    + " 9223372036854775807"));
    assertThat(run("HRANDFIELD", "h", "-9223372036854770000", "WITHVALUES"))
        .isEqualTo(error(Errors.OUT_OF_RANGE));
    assertThat(run("HRANDFIELD", "h", "9223372036854770000", "WITHVALUES"))
        .isEqualTo(error(Errors.OUT_OF_RANGE));
    assertThat(run("HRANDFIELD", "h", "1", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("HRANDFIELD", "h", "1", "WITHVALUES", "x")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("HRANDFIELD", "h", "x", "bogus")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  // ---- HSCAN ----

  @Test
  void hscan_ofSmallHash_givesAllAtOnce() {
    run("HSET", "h", "a", "1", "b", "2");
    assertThat(run("HSCAN", "h", "0"))
        .isEqualTo(array(bulk("0"), array(bulk("a"), bulk("1"), bulk("b"), bulk("2"))));
    assertThat(run("HSCAN", "h", "0", "MATCH", "b*", "COUNT", "1"))
        .isEqualTo(array(bulk("0"), array(bulk("b"), bulk("2"))));
    assertThat(run("HSCAN", "missing", "0")).isEqualTo(array(bulk("0"), array()));
  }

  @Test
  void hscan_ofLargeHash_comesByEveryField() {
    Map<String, String> model = fillLarge();
    assertThat(walk("COUNT", "100")).isEqualTo(model);
    assertThat(walk("MATCH", "field-1*").keySet())
        .isEqualTo(
            new HashSet<>(model.keySet().stream().filter(f -> f.startsWith("field-1")).toList()));
  }

  @Test
  void hscan_whileFieldsComeAndGo_comesByThoseThatStay() {
    Map<String, String> model = fillLarge();
    Set<String> seen = new HashSet<>();
    String cursor = "0";
    int calls = 0;
    do {
      Reply.Array reply = (Reply.Array) run("HSCAN", "h", cursor, "COUNT", "50");
      cursor = ((Reply.Bulk) reply.items().getFirst()).text();
      seen.addAll(pairs(texts(reply.items().get(1))).keySet());
      for (int i = 0; i < 50; i++) {
        run("HSET", "h", "new-" + calls + "-" + i, "x");
        run("HDEL", "h", "field-" + (2000 + (calls * 20 + i) % 1000));
      }
      calls++;
    } while (!cursor.equals("0") && calls < 10_000);
    model.keySet().removeIf(field -> Integer.parseInt(field.substring(6)) >= 2000);
    assertThat(seen).containsAll(model.keySet());
  }

  @Test
  void hscan_badArguments_areRefusedInRedisOrder() {
    run("SET", "s", "v");
    run("HSET", "h", "a", "1");
    assertThat(run("HSCAN", "s", "abc")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("HSCAN", "missing", "abc")).isEqualTo(error(Errors.INVALID_CURSOR));
    assertThat(run("HSCAN", "missing", "0", "bogus")).isEqualTo(array(bulk("0"), array()));
    assertThat(run("HSCAN", "s", "0", "bogus")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("HSCAN", "h", "0", "COUNT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("HSCAN", "h", "0", "COUNT", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("HSCAN", "h", "0", "COUNT", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("HSCAN", "h", "0", "TYPE", "hash")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("HSCAN", "h", "0", "NOVALUES")).isEqualTo(error(Errors.SYNTAX));
  }

  // ---- helpers ----

  private Map<String, String> fillLarge() {
    Map<String, String> model = new HashMap<>();
    List<String> request = new ArrayList<>(List.of("HSET", "h"));
    run("DEL", "h");
    for (int i = 0; i < MANY; i++) {
      model.put("field-" + i, "value-" + i);
      request.add("field-" + i);
      request.add("value-" + i);
    }
    run(request.toArray(String[]::new));
    return model;
  }

  private Map<String, String> walk(String... options) {
    Map<String, String> found = new HashMap<>();
    String cursor = "0";
    int calls = 0;
    do {
      List<String> request = new ArrayList<>(List.of("HSCAN", "h", cursor));
      request.addAll(List.of(options));
      Reply.Array reply = (Reply.Array) run(request.toArray(String[]::new));
      cursor = ((Reply.Bulk) reply.items().getFirst()).text();
      found.putAll(pairs(texts(reply.items().get(1))));
    } while (!cursor.equals("0") && ++calls < 10_000);
    assertThat(calls).isGreaterThan(2);
    return found;
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Array) reply).items().stream().map(item -> ((Reply.Bulk) item).text()).toList();
  }

  /** Fields and values one after the other, whatever the protocol made of the pairs. */
  private static List<String> flat(Reply reply) {
    List<String> flat = new ArrayList<>();
    switch (reply) {
      case Reply.MapReply map ->
          map.pairs()
              .forEach(
                  pair -> {
                    flat.addAll(flat(pair.key()));
                    flat.addAll(flat(pair.value()));
                  });
      case Reply.Array array -> array.items().forEach(item -> flat.addAll(flat(item)));
      default -> flat.add(((Reply.Bulk) reply).text());
    }
    return flat;
  }

  private static Map<String, String> pairs(List<String> flat) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put(flat.get(i), flat.get(i + 1));
    }
    return pairs;
  }
}
