// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams: entries and their ids, trimming, groups, pending entries. */
final class StreamScenarioTest extends CommandScenario {
  private static final String MAX = "18446744073709551615";

  private static Reply entry(String id, String... fields) {
    return array(bulk(id), bulks(fields));
  }

  private Reply add(String id) {
    return run("XADD", "s", id, "f", "v" + id);
  }

  private Reply first(String id) {
    return entry(id, "f", "v" + id);
  }

  @Test
  void xadd_idsOfAllForms_areTakenOrRefused() {
    assertThat(add("5")).isEqualTo(bulk("5-0"));
    assertThat(add("5-*")).isEqualTo(bulk("5-1"));
    assertThat(add("6-*")).isEqualTo(bulk("6-0"));
    assertThat(add("6-7")).isEqualTo(bulk("6-7"));
    String notAbove =
        "ERR The ID specified in XADD is equal or smaller than the target stream top item";
    for (String low : new String[] {"6-7", "6-6", "6", "5-*", "1"}) {
      assertThat(add(low)).as(low).isEqualTo(error(notAbove));
    }
    assertThat(add("0-0"))
        .isEqualTo(error("ERR The ID specified in XADD must be greater than 0-0"));
    for (String none : new String[] {"abc", "", "-", "+", "1-", "1-2-3", "-1", MAX + "0", "*-1"}) {
      assertThat(add(none)).as(none).isEqualTo(error(Errors.INVALID_STREAM_ID));
    }
    assertThat(add(" 7")).isEqualTo(bulk("7-0"));
    assertThat(add("7-" + MAX)).isEqualTo(bulk("7-" + MAX));
    assertThat(add("7-*")).as("7.0 has another word for it").isInstanceOf(Reply.Failure.class);
    String automatic = ((Reply.Bulk) run("XADD", "s", "*", "f", "v")).text();
    assertThat(Long.parseLong(automatic.substring(0, automatic.indexOf('-'))))
        .isBetween(now() - 60_000, now() + 60_000);
    assertThat(add(MAX + "-" + MAX)).isEqualTo(bulk(MAX + "-" + MAX));
    assertThat(run("XADD", "s", "*", "f", "v"))
        .isEqualTo(
            error("ERR The stream has exhausted the last possible ID, unable to add more items"));
    assertThat(run("XADD", "t", "0-*", "f", "v")).isEqualTo(bulk("0-1"));
  }

  @Test
  void xadd_argumentsThatAreWrong_areRefused() {
    Reply arity = error("ERR wrong number of arguments for 'xadd' command");
    assertThat(run("XADD", "s", "1", "f")).isEqualTo(arity);
    assertThat(run("XADD", "s", "1", "f", "v", "g")).isEqualTo(arity);
    assertThat(run("XADD", "s", "MAXLEN", "5", "NOMKSTREAM")).isEqualTo(arity);
    assertThat(run("XADD", "s", "MAXLEN", "-5", "1", "f", "v"))
        .isEqualTo(error("ERR The MAXLEN argument must be >= 0."));
    assertThat(run("XADD", "s", "MAXLEN", "x", "1", "f", "v")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("XADD", "s", "MAXLEN", "5", "MINID", "5", "1", "f", "v"))
        .isEqualTo(
            error(
                "ERR syntax error, MAXLEN and MINID options at the same time are not compatible"));
    assertThat(run("XADD", "s", "MAXLEN", "5", "LIMIT", "5", "1", "f", "v"))
        .isEqualTo(error("ERR syntax error, LIMIT cannot be used without the special ~ option"));
    assertThat(run("XADD", "s", "LIMIT", "5", "1", "f", "v"))
        .isEqualTo(
            error("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy"));
    assertThat(run("XADD", "s", "MAXLEN", "~", "5", "LIMIT", "-1", "1", "f", "v"))
        .isEqualTo(error("ERR The LIMIT argument must be >= 0."));
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
    assertThat(run("XADD", "s", "NOMKSTREAM", "1", "f", "v")).isEqualTo(nil());
    run("SET", "string", "1");
    assertThat(run("XADD", "string", "1", "f", "v")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void xrange_bothWays_givesWhatLiesBetween() {
    for (String id : new String[] {"1-1", "1-2", "2-0", "3-5"}) {
      add(id);
    }
    assertThat(run("XLEN", "s")).isEqualTo(integer(4));
    assertThat(run("TYPE", "s")).isEqualTo(simple("stream"));
    assertThat(run("OBJECT", "ENCODING", "s")).isEqualTo(bulk("stream"));
    assertThat(run("XRANGE", "s", "-", "+"))
        .isEqualTo(array(first("1-1"), first("1-2"), first("2-0"), first("3-5")));
    assertThat(run("XRANGE", "s", "1", "1")).isEqualTo(array(first("1-1"), first("1-2")));
    assertThat(run("XRANGE", "s", "(1-1", "(3-5")).isEqualTo(array(first("1-2"), first("2-0")));
    assertThat(run("XREVRANGE", "s", "+", "-", "COUNT", "2"))
        .isEqualTo(array(first("3-5"), first("2-0")));
    assertThat(run("XREVRANGE", "s", "(2-0", "1-2")).isEqualTo(array(first("1-2")));
    assertThat(run("XRANGE", "s", "3", "2")).isEqualTo(array());
    assertThat(run("XRANGE", "s", "-", "+", "COUNT", "-7"))
        .isEqualTo(run("XRANGE", "s", "-", "+", "COUNT", "0"));
    assertThat(run("XRANGE", "missing", "-", "+", "COUNT", "0")).isEqualTo(array());
    assertThat(run("XRANGE", "s", "(" + MAX + "-" + MAX, "+"))
        .isEqualTo(error("ERR invalid start ID for the interval"));
    assertThat(run("XRANGE", "s", "-", "(0-0"))
        .isEqualTo(error("ERR invalid end ID for the interval"));
    assertThat(run("XRANGE", "s", "(-", "+")).isEqualTo(error(Errors.INVALID_STREAM_ID));
    assertThat(run("XRANGE", "s", "-", "+", "COUNT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("XRANGE", "s", "-", "x")).isEqualTo(error(Errors.INVALID_STREAM_ID));
  }

  @Test
  void xdelAndXsetid_keepWhatIsKnownOfTheIds() {
    for (int i = 1; i <= 5; i++) {
      add(i + "-0");
    }
    assertThat(run("XDEL", "s", "2-0", "5", "2-0", "9-9")).isEqualTo(integer(2));
    assertThat(run("XDEL", "s", "3-0", "x")).isEqualTo(error(Errors.INVALID_STREAM_ID));
    assertThat(run("XDEL", "missing", "x")).isEqualTo(integer(0));
    assertThat(run("XLEN", "s")).isEqualTo(integer(3));
    assertThat(add("5-0")).isInstanceOf(Reply.Failure.class);
    if (!String.valueOf(where).startsWith("REDIS")) {
      // Redis 7.0 does not look at it.
      assertThat(run("XSETID", "s", "4-0"))
          .isEqualTo(
              error("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id"));
    }
    assertThat(run("XSETID", "s", "9-0", "ENTRIESADDED", "2", "MAXDELETEDID", "8-0"))
        .isEqualTo(
            error(
                "ERR The entries_added specified in XSETID is smaller than the target stream"
                    + " length"));
    assertThat(run("XSETID", "s", "9-0", "ENTRIESADDED", "-1"))
        .isEqualTo(error("ERR entries_added must be positive"));
    assertThat(run("XSETID", "s", "9-0", "MAXDELETEDID", "10-0"))
        .isEqualTo(
            error(
                "ERR The ID specified in XSETID is smaller than the provided"
                    + " max_deleted_entry_id"));
    assertThat(run("XSETID", "s", "9-0", "ENTRIESADDED", "20", "MAXDELETEDID", "8-0"))
        .isEqualTo(ok());
    assertThat(run("XSETID", "missing", "1")).isEqualTo(error(Errors.NO_SUCH_KEY));
    assertThat(run("XADD", "s", "9-*", "f", "v")).isEqualTo(bulk("9-1"));
    run("XDEL", "s", "1-0", "3-0", "4-0", "9-1");
    assertThat(run("XLEN", "s")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "s")).as("an empty stream stays").isEqualTo(integer(1));
  }

  @Test
  void xtrim_exactly_leavesWhatIsAskedFor() {
    for (int i = 1; i <= 300; i++) {
      add(i + "-0");
    }
    assertThat(run("XTRIM", "s", "MAXLEN", "=", "250")).isEqualTo(integer(50));
    assertThat(run("XTRIM", "s", "MINID", "101")).isEqualTo(integer(50));
    assertThat(run("XTRIM", "s", "MAXLEN", "1000")).isEqualTo(integer(0));
    assertThat(run("XRANGE", "s", "-", "+", "COUNT", "1")).isEqualTo(array(first("101-0")));
    assertThat(run("XADD", "s", "MAXLEN", "3", "400", "f", "v")).isEqualTo(bulk("400-0"));
    assertThat(run("XLEN", "s")).isEqualTo(integer(3));
    assertThat(run("XTRIM", "s", "MAXLEN", "0")).isEqualTo(integer(3));
    assertThat(run("XTRIM", "s", "bogus", "3")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("XTRIM", "s", "MAXLEN", "3", "4")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("XTRIM", "missing", "MAXLEN", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("XTRIM", "missing", "MAXLEN", "1")).isEqualTo(integer(0));
  }

  @Test
  void trimmingApproximately_goesByNodes() {
    for (int i = 1; i <= 1000; i++) {
      run("XADD", "s", "MAXLEN", "~", "555", i + "-0", "item", Integer.toString(i));
    }
    assertThat(run("XLEN", "s")).isEqualTo(integer(600));
    assertThat(run("XTRIM", "s", "MAXLEN", "~", "555")).isEqualTo(integer(0));
    assertThat(run("XTRIM", "s", "MAXLEN", "~", "310", "LIMIT", "150")).isEqualTo(integer(100));
    assertThat(run("XTRIM", "s", "MINID", "~", "799")).isEqualTo(integer(200));
    assertThat(run("XTRIM", "s", "MAXLEN", "~", "0", "LIMIT", "99")).isEqualTo(integer(0));
    assertThat(run("XTRIM", "s", "MAXLEN", "~", "0", "LIMIT", "0")).isEqualTo(integer(300));
  }

  @Test
  void xread_ofSeveralStreams_givesWhatIsBehind() {
    add("1-0");
    add("2-0");
    run("XADD", "t", "7-7", "a", "b");
    assertThat(run("XREAD", "COUNT", "1", "STREAMS", "s", "t", "missing", "0", "7-6", "0"))
        .isEqualTo(streams("s", array(first("1-0")), "t", array(entry("7-7", "a", "b"))));
    assertThat(run("XREAD", "STREAMS", "s", "2")).isEqualTo(run("XREAD", "STREAMS", "s", "$"));
    assertThat(run("XREAD", "STREAMS", "s", ">"))
        .isEqualTo(
            error(
                "ERR The > ID can be specified only when calling XREADGROUP using the GROUP"
                    + " <group> <consumer> option."));
    assertThat(run("XREAD", "NOACK", "STREAMS", "s", "0"))
        .isEqualTo(
            error(
                "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead."));
    assertThat(run("XREAD", "GROUP", "g", "c", "STREAMS", "s", "0"))
        .isEqualTo(
            error(
                "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead."));
    assertThat(run("XREAD", "COUNT", "1", "s", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("XREAD", "BLOCK", "-1", "STREAMS", "s", "0"))
        .isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    assertThat(run("XREAD", "BLOCK", "x", "STREAMS", "s", "0"))
        .isEqualTo(error(Errors.TIMEOUT_NOT_INTEGER));
    run("SET", "string", "1");
    assertThat(run("XREAD", "STREAMS", "s", "string", "0", "0"))
        .isEqualTo(error(Errors.WRONG_TYPE));
  }

  /** What is read of two streams: a map in RESP3. */
  private Reply streams(String one, Reply ofOne, String other, Reply ofOther) {
    return isResp3()
        ? new Reply.MapReply(
            List.of(new Reply.Pair(bulk(one), ofOne), new Reply.Pair(bulk(other), ofOther)))
        : array(array(bulk(one), ofOne), array(bulk(other), ofOther));
  }

  private Reply stream(String name, Reply entries) {
    return isResp3()
        ? new Reply.MapReply(List.of(new Reply.Pair(bulk(name), entries)))
        : array(array(bulk(name), entries));
  }

  @Test
  void groups_deliverEachEntryOnce_untilItIsAcknowledged() {
    for (int i = 1; i <= 4; i++) {
      add(i + "-0");
    }
    assertThat(run("XGROUP", "CREATE", "s", "g", "1-0")).isEqualTo(ok());
    assertThat(run("XGROUP", "CREATE", "s", "g", "0"))
        .isEqualTo(error("BUSYGROUP Consumer Group name already exists"));
    assertThat(run("XREADGROUP", "GROUP", "g", "ann", "COUNT", "2", "STREAMS", "s", ">"))
        .isEqualTo(stream("s", array(first("2-0"), first("3-0"))));
    assertThat(run("XREADGROUP", "GROUP", "g", "bob", "STREAMS", "s", ">"))
        .isEqualTo(stream("s", array(first("4-0"))));
    assertThat(run("XACK", "s", "g", "2-0", "2-0", "4-0", "9-9")).isEqualTo(integer(2));
    assertThat(run("XREADGROUP", "GROUP", "g", "ann", "STREAMS", "s", "0"))
        .isEqualTo(stream("s", array(first("3-0"))));
    assertThat(run("XREADGROUP", "GROUP", "g", "bob", "STREAMS", "s", "0"))
        .isEqualTo(stream("s", array()));
    assertThat(run("XPENDING", "s", "g"))
        .isEqualTo(array(integer(1), bulk("3-0"), bulk("3-0"), array(bulks("ann", "1"))));
    run("XDEL", "s", "3-0");
    Reply nothing = run("XPENDING", "s", "missing");
    assertThat(nothing).isEqualTo(error("NOGROUP No such key 's' or consumer group 'missing'"));
    assertThat(run("XREADGROUP", "GROUP", "g", "ann", "STREAMS", "s", "0").toText())
        .as("a deleted entry is shown as nothing")
        .contains("3-0");
    assertThat(run("XREADGROUP", "GROUP", "h", "ann", "STREAMS", "s", "0"))
        .isEqualTo(
            error("NOGROUP No such key 's' or consumer group 'h' in XREADGROUP with GROUP option"));
    assertThat(run("XREADGROUP", "COUNT", "1", "NOACK", "STREAMS", "s", "s", "0", "0"))
        .isEqualTo(error("ERR Missing GROUP option for XREADGROUP"));
  }

  @Test
  void noack_leavesNothingPending() {
    add("1-0");
    run("XGROUP", "CREATE", "s", "g", "0");
    assertThat(run("XREADGROUP", "GROUP", "g", "c", "NOACK", "STREAMS", "s", ">"))
        .isEqualTo(stream("s", array(first("1-0"))));
    assertThat(((Reply.Array) run("XPENDING", "s", "g")).items().getFirst()).isEqualTo(integer(0));
    assertThat(run("XGROUP", "DELCONSUMER", "s", "g", "c")).isEqualTo(integer(0));
  }

  @Test
  void xgroup_mistakes_areNamed() {
    Reply missing =
        error(
            "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may"
                + " want to use the MKSTREAM option to create an empty stream automatically.");
    assertThat(run("XGROUP", "CREATE", "s", "g", "$")).isEqualTo(missing);
    assertThat(run("XGROUP", "DESTROY", "s", "g")).isEqualTo(missing);
    assertThat(run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM", "ENTRIESREAD", "5"))
        .isEqualTo(ok());
    assertThat(run("XLEN", "s")).isEqualTo(integer(0));
    assertThat(run("XGROUP", "CREATE", "s", "h", "0", "ENTRIESREAD", "-2"))
        .isEqualTo(error("ERR value for ENTRIESREAD must be positive or -1"));
    assertThat(run("XGROUP", "CREATE", "s", "h", "x")).isEqualTo(error(Errors.INVALID_STREAM_ID));
    assertThat(run("XGROUP", "SETID", "s", "h", "0"))
        .isEqualTo(error("NOGROUP No such consumer group 'h' for key name 's'"));
    assertThat(run("XGROUP", "SETID", "s", "g", "0", "MKSTREAM"))
        .isEqualTo(
            error(
                "ERR unknown subcommand or wrong number of arguments for 'SETID'. Try XGROUP"
                    + " HELP."));
    assertThat(run("XGROUP", "SETID", "s", "g", "-")).isEqualTo(ok());
    assertThat(run("XGROUP", "CREATECONSUMER", "s", "g", "c")).isEqualTo(integer(1));
    assertThat(run("XGROUP", "CREATECONSUMER", "s", "g", "c")).isEqualTo(integer(0));
    assertThat(run("XGROUP", "DELCONSUMER", "s", "g", "d")).isEqualTo(integer(0));
    assertThat(run("XGROUP", "DESTROY", "s", "g")).isEqualTo(integer(1));
    assertThat(run("XGROUP", "DESTROY", "s", "g")).isEqualTo(integer(0));
    assertThat(run("XGROUP", "bogus"))
        .isEqualTo(error("ERR unknown subcommand 'bogus'. Try XGROUP HELP."));
    assertThat(((Reply.Array) run("XGROUP", "HELP")).items()).hasSize(17);
    assertThat(((Reply.Array) run("XINFO", "HELP")).items()).hasSize(9);
  }

  @Test
  void claims_moveWhatIsPending() {
    for (int i = 1; i <= 4; i++) {
      add(i + "-0");
    }
    run("XGROUP", "CREATE", "s", "g", "0");
    run("XREADGROUP", "GROUP", "g", "ann", "STREAMS", "s", ">");
    assertThat(run("XCLAIM", "s", "g", "bob", "0", "1-0", "9-9", "RETRYCOUNT", "7"))
        .isEqualTo(array(first("1-0")));
    assertThat(run("XCLAIM", "s", "g", "bob", "100000000", "2-0")).isEqualTo(array());
    assertThat(run("XCLAIM", "s", "g", "bob", "0", "2-0", "JUSTID")).isEqualTo(bulks("2-0"));
    run("XDEL", "s", "3-0");
    assertThat(run("XAUTOCLAIM", "s", "g", "eve", "0", "-", "COUNT", "2", "JUSTID"))
        .isEqualTo(array(bulk("3-0"), bulks("1-0", "2-0"), array()));
    assertThat(run("XAUTOCLAIM", "s", "g", "eve", "0", "3-0"))
        .isEqualTo(array(bulk("0-0"), array(first("4-0")), bulks("3-0")));
    Reply.Array rows = (Reply.Array) run("XPENDING", "s", "g", "-", "+", "10", "eve");
    assertThat(rows.items()).hasSize(3);
    assertThat(((Reply.Array) rows.items().getFirst()).items().getLast()).isEqualTo(integer(7));
    assertThat(run("XPENDING", "s", "g", "IDLE", "1000000", "-", "+", "10")).isEqualTo(array());
    assertThat(run("XPENDING", "s", "g", "-", "+", "10", "nobody")).isEqualTo(array());
    assertThat(run("XACK", "s", "g", "4-0")).isEqualTo(integer(1));
    assertThat(run("XCLAIM", "s", "g", "bob", "0", "4-0")).isEqualTo(array());
    assertThat(run("XCLAIM", "s", "g", "bob", "0", "4-0", "FORCE", "JUSTID"))
        .isEqualTo(bulks("4-0"));
    assertThat(run("XCLAIM", "s", "g", "bob", "x", "4-0"))
        .isEqualTo(error("ERR Invalid min-idle-time argument for XCLAIM"));
    assertThat(run("XCLAIM", "s", "g", "bob", "0", "4-0", "bogus"))
        .isEqualTo(error("ERR Unrecognized XCLAIM option 'bogus'"));
    assertThat(run("XAUTOCLAIM", "s", "g", "bob", "0", "-", "COUNT", "0"))
        .isEqualTo(error("ERR COUNT must be > 0"));
    assertThat(run("XAUTOCLAIM", "s", "h", "bob", "0", "-"))
        .isEqualTo(error("NOGROUP No such key 's' or consumer group 'h'"));
    assertThat(run("XPENDING", "s", "g", "-", "+")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void xinfo_ofNodes_countsThem() {
    assertThat(nodes()).isEqualTo(List.of(integer(-1), integer(-1)));
    run("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM");
    assertThat(nodes()).isEqualTo(List.of(integer(0), integer(1)));
    for (int i = 1; i <= 100; i++) {
      add(i + "-0");
    }
    assertThat(nodes()).isEqualTo(List.of(integer(1), integer(2)));
    add("101-0");
    assertThat(nodes().getFirst()).isEqualTo(integer(2));
    run("XADD", "s", "102", "f", "x".repeat(5000));
    assertThat(nodes().getFirst()).isEqualTo(integer(3));
  }

  private List<Reply> nodes() {
    Reply info = run("XINFO", "STREAM", "s");
    if (info instanceof Reply.MapReply map) {
      return List.of(map.pairs().get(1).value(), map.pairs().get(2).value());
    }
    return info instanceof Reply.Array array
        ? List.of(array.items().get(3), array.items().get(5))
        : List.of(integer(-1), integer(-1));
  }

  @Test
  void copiesAndRenames_takeTheGroupsAlong() {
    add("1-0");
    add("2-0");
    run("XGROUP", "CREATE", "s", "g", "0");
    run("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "s", ">");
    run("COPY", "s", "copy");
    run("RENAME", "copy", "renamed");
    assertThat(run("XPENDING", "renamed", "g")).isEqualTo(run("XPENDING", "s", "g"));
    assertThat(run("XREADGROUP", "GROUP", "g", "c", "STREAMS", "renamed", ">"))
        .isEqualTo(stream("renamed", array(first("2-0"))));
    assertThat(((Reply.Array) run("XPENDING", "s", "g")).items().getFirst()).isEqualTo(integer(1));
  }
}
