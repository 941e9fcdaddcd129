// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Strings that count different elements. */
final class HyperLogLogScenarioTest extends CommandScenario {
  private static final String HEADER = "HYLL\1\0\0\0";
  private static final String ALL_ZERO = "\177\377";

  private static Reply latin1(String text) {
    return bulk(text.getBytes(ISO_8859_1));
  }

  private void set(String key, String latin1) {
    run("SET".getBytes(ISO_8859_1), key.getBytes(ISO_8859_1), latin1.getBytes(ISO_8859_1));
  }

  /** Adds so many elements, a hundred at a time. */
  private void fill(String key, int count) {
    for (int i = 0; i < count; i += 100) {
      String[] request = new String[102];
      request[0] = "PFADD";
      request[1] = key;
      for (int k = 0; k < 100; k++) {
        request[k + 2] = "element:" + (i + k);
      }
      run(request);
    }
  }

  @Test
  void pfadd_saysWhetherAnythingWasNew() {
    assertThat(run("PFADD", "k", "a", "b", "c")).isEqualTo(integer(1));
    assertThat(run("PFADD", "k", "a", "c")).isEqualTo(integer(0));
    assertThat(run("PFADD", "k", "a", "d")).isEqualTo(integer(1));
    assertThat(run("PFADD", "k")).isEqualTo(integer(0));
    assertThat(run("PFCOUNT", "k")).isEqualTo(integer(4));
    assertThat(run("PFADD", "empty")).isEqualTo(integer(1));
    assertThat(run("PFCOUNT", "empty")).isEqualTo(integer(0));
    assertThat(run("PFCOUNT", "missing")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
    assertThat(run("TYPE", "k")).isEqualTo(simple("string"));
    assertThat(run("OBJECT", "ENCODING", "k")).isEqualTo(bulk("raw"));
  }

  @Test
  void pfcount_keepsTheEstimateInTheString() {
    run("PFADD", "k");
    assertThat(run("GET", "k")).isEqualTo(latin1(HEADER + "\0\0\0\0\0\0\0\200" + ALL_ZERO));
    run("PFCOUNT", "k");
    assertThat(run("GET", "k")).isEqualTo(latin1(HEADER + "\0\0\0\0\0\0\0\0" + ALL_ZERO));
    set("told", HEADER + "\52\1\0\0\0\0\0\0" + ALL_ZERO);
    assertThat(run("PFCOUNT", "told")).isEqualTo(integer(298));
    assertThat(run("PFCOUNT", "told", "missing")).isEqualTo(integer(0));
    assertThat(run("PFADD", "told", "a")).isEqualTo(integer(1));
    assertThat(run("PFCOUNT", "told")).isEqualTo(integer(1));
  }

  @Test
  void manyElements_areEstimated() {
    fill("k", 1_000);
    assertThat(run("PFDEBUG", "ENCODING", "k")).isEqualTo(simple("sparse"));
    assertThat(run("PFCOUNT", "k")).isEqualTo(integer(997));
    fill("k", 20_000);
    assertThat(run("PFDEBUG", "ENCODING", "k")).isEqualTo(simple("dense"));
    assertThat(run("STRLEN", "k")).isEqualTo(integer(12_304));
    assertThat(((Reply.Int) run("PFCOUNT", "k")).value()).isBetween(19_600L, 20_400L);
    assertThat(run("PFCOUNT", "k", "k", "missing")).isEqualTo(run("PFCOUNT", "k"));
  }

  @Test
  void pfmerge_countsWhatOthersCounted() {
    run("PFADD", "a", "foo", "bar", "zap", "a");
    run("PFADD", "b", "a", "b", "c", "foo");
    assertThat(run("PFMERGE", "to", "a", "b", "missing")).isEqualTo(ok());
    assertThat(run("PFCOUNT", "to")).isEqualTo(integer(6));
    assertThat(run("PFCOUNT", "a", "b")).isEqualTo(integer(6));
    run("EXPIREAT", "to", "9000000000");
    fill("dense", 5_000);
    assertThat(run("PFMERGE", "to", "dense")).isEqualTo(ok());
    assertThat(run("PFDEBUG", "ENCODING", "to")).isEqualTo(simple("dense"));
    assertThat(run("PFCOUNT", "to")).isEqualTo(run("PFCOUNT", "to", "a", "dense"));
    assertThat(run("EXPIRETIME", "to")).isEqualTo(integer(9_000_000_000L));
  }

  @Test
  void pfmerge_ofNothing_makesAnEmptyOne() {
    assertThat(run("PFMERGE", "to")).isEqualTo(ok());
    assertThat(run("GET", "to")).isEqualTo(latin1(HEADER + "\0\0\0\0\0\0\0\200" + ALL_ZERO));
  }

  @Test
  void otherValues_areRefused() {
    run("SET", "text", "just text");
    run("RPUSH", "list", "a");
    run("PFADD", "k", "a");
    assertThat(run("PFADD", "text", "a")).isEqualTo(error(Errors.NOT_HYPERLOGLOG));
    assertThat(run("PFCOUNT", "text")).isEqualTo(error(Errors.NOT_HYPERLOGLOG));
    assertThat(run("PFCOUNT", "k", "text")).isEqualTo(error(Errors.NOT_HYPERLOGLOG));
    assertThat(run("PFMERGE", "k", "text")).isEqualTo(error(Errors.NOT_HYPERLOGLOG));
    assertThat(run("PFMERGE", "text", "k")).isEqualTo(error(Errors.NOT_HYPERLOGLOG));
    assertThat(run("PFADD", "list", "a")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("PFMERGE", "to", "list")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
    set("cut", HEADER + "\0\0\0\0\0\0\0\200" + "\177\376");
    assertThat(run("PFCOUNT", "cut")).isEqualTo(error(Errors.BROKEN_HYPERLOGLOG));
    assertThat(run("PFMERGE", "to", "cut")).isEqualTo(error(Errors.BROKEN_HYPERLOGLOG));
    assertThat(run("PFDEBUG", "TODENSE", "cut")).isEqualTo(error(Errors.BROKEN_HYPERLOGLOG));
  }

  @Test
  void registers_turnDenseWhereTheSparseFormIsTooLong() {
    run("CONFIG", "SET", "hll-sparse-max-bytes", "25");
    run("PFADD", "k", "a", "b");
    assertThat(run("PFDEBUG", "ENCODING", "k")).isEqualTo(simple("sparse"));
    assertThat(run("STRLEN", "k")).isEqualTo(integer(24));
    run("PFADD", "k", "c");
    assertThat(run("PFDEBUG", "ENCODING", "k")).isEqualTo(simple("dense"));
    assertThat(run("PFCOUNT", "k")).isEqualTo(integer(3));
    run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
  }

  @Test
  void pfdebug_looksInside() {
    run("PFADD", "k", "a", "b", "c");
    assertThat(run("PFDEBUG", "DECODE", "k"))
        .isEqualTo(bulk("Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603"));
    Reply[] registers = new Reply[16_384];
    Arrays.fill(registers, integer(0));
    registers[8_436] = integer(1);
    registers[12_711] = integer(2);
    registers[15_780] = integer(1);
    assertThat(run("PFDEBUG", "GETREG", "k")).isEqualTo(array(registers));
    assertThat(run("PFDEBUG", "ENCODING", "k")).isEqualTo(simple("dense"));
    assertThat(run("PFDEBUG", "todense", "k")).isEqualTo(integer(0));
    assertThat(run("PFDEBUG", "DECODE", "k")).isEqualTo(error(Errors.NOT_SPARSE));
    assertThat(run("PFDEBUG", "nothing", "k"))
        .isEqualTo(error("ERR Unknown PFDEBUG subcommand 'nothing'"));
    assertThat(run("PFDEBUG", "DECODE", "missing")).isEqualTo(error(Errors.NO_SPECIFIED_KEY));
    assertThat(run("PFSELFTEST")).isEqualTo(ok());
  }
}
