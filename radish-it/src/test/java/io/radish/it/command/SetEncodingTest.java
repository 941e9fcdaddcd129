// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code OBJECT ENCODING} says of sets, here and on Valkey, whose sets are those of Redis 7.2:
 * Redis 7.0 has no listpacks of them.
 */
@ParameterizedClass(name = "here: {0}")
@ValueSource(booleans = {true, false})
final class SetEncodingTest {
  private static final String INTEGERS = "intset";
  private static final String COMPACT = "listpack";
  private static final String LARGE = "hashtable";

  @Parameter boolean here;
  private List<CommandPeer> peer = List.of();

  @BeforeEach
  void connect() {
    if (here) {
      peer = List.of(CommandDriver.open(2));
    } else {
      RealServers.VALKEY.assumeThere();
      peer = List.of(RealServers.VALKEY.connect(2));
      run("FLUSHALL");
    }
  }

  @AfterEach
  void close() {
    peer.forEach(CommandPeer::close);
  }

  private void run(String... request) {
    peer.getFirst().run(request);
  }

  private void add(String key, String prefix, int from, int to) {
    many("SADD", key, prefix, from, to);
  }

  private void many(String name, String key, String prefix, int from, int to) {
    run(
        IntStream.range(from - 2, to)
            .mapToObj(i -> i == from - 2 ? name : i == from - 1 ? key : prefix + i)
            .toArray(String[]::new));
  }

  private void each(String key, String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      run("SADD", key, prefix + i);
    }
  }

  private void assertEncoding(String key, String encoding) {
    assertThat(peer.getFirst().run("OBJECT", "ENCODING", key)).isEqualTo(bulk(encoding));
  }

  @Test
  void integers_upTo512_areAnIntset() {
    each("s", "", 0, 512);
    assertEncoding("s", INTEGERS);
    run("SADD", "s", "511");
    assertEncoding("s", INTEGERS);
    run("SADD", "s", "512");
    assertEncoding("s", LARGE);
    many("SREM", "s", "", 0, 510);
    assertEncoding("s", LARGE);
  }

  @Test
  void texts_upTo128Of64Bytes_areAListpack() {
    each("s", "m", 0, 128);
    assertEncoding("s", COMPACT);
    run("SADD", "s", "m0");
    assertEncoding("s", COMPACT);
    run("SADD", "s", "one more");
    assertEncoding("s", LARGE);
    run("SADD", "t", "x".repeat(64), "1");
    assertEncoding("t", COMPACT);
    run("SADD", "t", "x".repeat(65));
    assertEncoding("t", LARGE);
    run("SREM", "t", "x".repeat(65));
    assertEncoding("t", LARGE);
  }

  @Test
  void integersThatGetAText_areAListpack_whereTheyAreFew() {
    each("s", "", 0, 127);
    run("SADD", "s", "text");
    assertEncoding("s", COMPACT);
    run("SREM", "s", "text");
    assertEncoding("s", COMPACT);
    each("t", "", 0, 128);
    run("SADD", "t", "text");
    assertEncoding("t", LARGE);
  }

  @Test
  void requests_countWhatTheyName_whetherItIsNewOrNot() {
    String[] request = new String[202];
    Arrays.fill(request, "a");
    request[0] = "SADD";
    run(request);
    assertEncoding("a", LARGE);
    add("ints", "", 0, 513);
    assertEncoding("ints", LARGE);
    run("SADD", "few", "1", "2");
    many("SADD", "few", "", 0, 513);
    assertEncoding("few", LARGE);
    run("SADD", "mixed", "1", "a");
    assertEncoding("mixed", COMPACT);
    String[] same = new String[131];
    Arrays.fill(same, "a");
    same[0] = "SADD";
    same[1] = "mixed";
    run(same);
    assertEncoding("mixed", LARGE);
    String[] numbers = new String[515];
    Arrays.fill(numbers, "1");
    numbers[0] = "SADD";
    numbers[1] = "ones";
    run(numbers);
    assertEncoding("ones", LARGE);
  }

  @Test
  void results_haveTheFormThatTheyGrewInto() {
    add("ints", "", 0, 300);
    add("more", "", 200, 500);
    add("texts", "m", 0, 100);
    add("large", "m", 50, 400);
    run("SUNIONSTORE", "r", "ints", "more");
    assertEncoding("r", INTEGERS);
    run("SUNIONSTORE", "r", "ints", "texts");
    assertEncoding("r", LARGE);
    run("SUNIONSTORE", "r", "texts", "texts");
    assertEncoding("r", COMPACT);
    run("SINTERSTORE", "r", "texts", "large");
    assertEncoding("r", COMPACT);
    run("SINTERSTORE", "r", "ints", "more");
    assertEncoding("r", INTEGERS);
    run("SDIFFSTORE", "r", "texts", "large");
    assertEncoding("r", COMPACT);
    run("SADD", "both", "1", "2", "x");
    run("SINTERSTORE", "r", "both", "ints");
    assertEncoding("r", INTEGERS);
  }

  @Test
  void differences_ofManySmallSets_haveTheFormOfTheFirst() {
    add("large", "m", 0, 400);
    add("most", "m", 3, 300);
    run("SADD", "one", "x");
    run("SADD", "two", "y");
    run("SADD", "three", "z");
    run("SDIFFSTORE", "r", "large", "most");
    assertEncoding("r", COMPACT);
    add("rest", "m", 300, 399);
    run("SDIFFSTORE", "r", "large", "rest", "one", "two", "three", "one", "two");
    assertEncoding("r", LARGE);
    run("SADD", "mixed", "1", "2", "3", "4", "5", "a");
    run("SADD", "a", "a");
    run("SDIFFSTORE", "r", "mixed", "a", "one", "two", "three");
    assertEncoding("r", COMPACT);
  }

  @Test
  void pops_ofNearlyAll_makeWhatIsLeftCompact() {
    add("s", "m", 0, 400);
    run("SPOP", "s", "300");
    assertEncoding("s", LARGE);
    add("t", "m", 0, 400);
    run("SPOP", "t", "390");
    assertEncoding("t", COMPACT);
    add("u", "", 0, 400);
    run("SPOP", "u", "390");
    assertEncoding("u", INTEGERS);
  }

  @Test
  void moves_keepToTheBoundsToo() {
    add("s", "m", 0, 200);
    run("SMOVE", "s", "t", "m1");
    assertEncoding("t", COMPACT);
    run("SADD", "n", "5");
    run("SMOVE", "n", "m", "5");
    assertEncoding("m", INTEGERS);
    run("SMOVE", "s", "m", "m2");
    assertEncoding("m", COMPACT);
  }
}
