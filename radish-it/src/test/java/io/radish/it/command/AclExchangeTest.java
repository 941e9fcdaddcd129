// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Users beside those of a real server: the same rules are shown alike, and allow the same. The
 * server is Valkey 8.0, whose words are those of Redis 7.2; those of 7.0 are others.
 */
final class AclExchangeTest {
  /** Rules, each line from a user that has just been made anew. */
  private static final List<String> RULES =
      List.of(
          "",
          "on",
          "ON NOPASS ALLKEYS ALLCOMMANDS ALLCHANNELS",
          "on nopass ~* &* +@all",
          "on >secret >other <secret",
          "nopass >secret",
          ">secret nopass",
          ">secret resetpass",
          "#9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          ">test !9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "!9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "+get +set +mget -set +set",
          "+@all -get",
          "+@all -@write +set",
          "+@read +@write -@dangerous +config|get +keys",
          "+config -config|set +config|get",
          "+config|get -config",
          "+config|get +config",
          "-@all +@string -setrange",
          "+select|0 +select|1",
          "+select|0 +select|0 +SELECT|1",
          "+select +select|0",
          "+select|0 -select",
          "+select|0 +select",
          "+get|x +@string",
          "+@STRING +GET",
          "+@all +get -get +@all",
          "+foo",
          "-foo",
          "+@foo",
          "-@",
          "+",
          "-",
          "@all",
          "+config|foo",
          "-config|foo",
          "+config|set|x",
          "+get|",
          "+get|x|y",
          "-get|x",
          "+config|",
          "~a* ~b* ~a*",
          "%R~a %W~b %RW~c %WR~d %r~e",
          "%R~a %W~a",
          "%R~*",
          "%~x",
          "%X~x",
          "%Rx",
          "~",
          "&",
          "allkeys resetkeys ~x",
          "~* ~x",
          "allkeys %R~x",
          "&a &b &a",
          "&* &x",
          "allchannels resetchannels &x",
          "skip-sanitize-payload",
          "skip-sanitize-payload sanitize-payload",
          "(+get ~x)",
          "(+get ~x) (%R~y +@read &z)",
          "(+get ~x) clearselectors",
          "( +get   ~x )",
          "()",
          "(",
          ")",
          "(+get",
          "(+get ~x",
          "(on)",
          "(>x)",
          "(nopass)",
          "(reset)",
          "(+foo)",
          "(allkeys ~x)",
          "(+@all -@dangerous)",
          "on nopass +@all ~x reset",
          "blah",
          "on off on",
          "~{a} ~[b-c] ~d\\*");

  /** Users of the next test, each with requests. */
  private static final List<String> USERS =
      List.of(
          "on nopass",
          "on nopass +@all",
          "on nopass +@all ~*",
          "on nopass +@all ~* &*",
          "on nopass +@all -@dangerous ~a*",
          "on nopass +@read ~*",
          "on nopass +@all %R~a* %W~b*",
          "on nopass +get (+set ~a*) (%R~b* +@read)",
          "on nopass +select|1 +config|get",
          "on nopass +@all ~* &ch*",
          "on nopass +@all ~* resetchannels (&ch1 +publish)",
          "on nopass ~* +@all -config|set",
          "on nopass (+get ~a) (+set ~b)");

  private static final List<String> REQUESTS =
      List.of(
          "GET a",
          "GET b",
          "SET a 1",
          "SET b 1",
          "SET a 1 GET",
          "SET b 1 GET",
          "MGET a b",
          "MSET a 1 b 2",
          "COPY a b",
          "COPY b a",
          "RENAME b a",
          "GETSET b 1",
          "SORT a STORE b",
          "SORT a BY nosort",
          "SORT a BY w_*",
          "SORT a GET #",
          "SORT a BY w_* GET #",
          "SINTERSTORE b a",
          "LMPOP 1 b LEFT",
          "LMPOP x b LEFT",
          "XREAD STREAMS b 0",
          "BITFIELD b GET u8 0",
          "BITFIELD a SET u8 0 1",
          "SELECT 1",
          "SELECT 0",
          "CONFIG GET maxclients",
          "CONFIG SET maxclients 10000",
          "CONFIG RESETSTAT",
          "PUBLISH ch1 x",
          "PUBLISH other x",
          "SPUBLISH ch1 x",
          "PUBSUB CHANNELS",
          "KEYS a*",
          "DBSIZE",
          "FLUSHALL",
          "ACL WHOAMI",
          "ACL CAT foo",
          "PING",
          "ECHO x",
          "CLIENT GETNAME",
          "OBJECT ENCODING b",
          "FOO",
          "CONFIG FOO",
          "GET",
          "MULTI",
          "GET a",
          "GET b",
          "EXEC",
          "MULTI",
          "GET a",
          "DISCARD",
          "HELLO",
          "RESET");

  private CommandDriver ours = CommandDriver.open(3);
  private CommandPeer theirs;
  private final List<CommandPeer> opened = new ArrayList<>();

  AclExchangeTest() {
    RealServers.VALKEY.assumeThere();
    theirs = connect();
  }

  private CommandPeer connect() {
    CommandPeer made = RealServers.VALKEY.connect(3);
    opened.add(made);
    return made;
  }

  @BeforeEach
  void clear() {
    theirs.run("ACL", "DELUSER", "bob");
    theirs.run("ACL", "LOG", "RESET");
    theirs.run("FLUSHALL");
  }

  @AfterEach
  void close() {
    theirs.run("ACL", "DELUSER", "bob");
    opened.forEach(CommandPeer::close);
    ours.close();
  }

  private static String[] words(String... start) {
    List<String> all = new ArrayList<>(List.of(start));
    String last = all.removeLast();
    if (!last.isEmpty()) {
      all.addAll(List.of(last.split(" ", -1)));
    }
    return all.toArray(String[]::new);
  }

  @Test
  void rules_ofAllKinds_areTakenAndShownAlike() {
    for (String rules : RULES) {
      ours.run("ACL", "SETUSER", "bob", "reset");
      theirs.run("ACL", "SETUSER", "bob", "reset");
      String[] request = words("ACL", "SETUSER", "bob", rules);

      Reply expected = theirs.run(request);
      Reply actual = ours.run(request);

      if (!holdsSecret(expected)) {
        assertThat(actual).as(rules).isEqualTo(expected);
      }
      for (String[] look :
          List.of(new String[] {"ACL", "GETUSER", "bob"}, new String[] {"ACL", "LIST"})) {
        assertThat(ours.run(look)).as(rules).isEqualTo(theirs.run(look));
      }
    }
  }

  /** Errors of ours do not show what may be a password. */
  private static boolean holdsSecret(Reply expected) {
    return expected instanceof Reply.Failure error
        && error.message().matches(".*modifier '([!<]|.>).*");
  }

  @Test
  void requests_ofUsersOfManyKinds_areAllowedAlike() {
    for (String rules : USERS) {
      ours.run(words("ACL", "SETUSER", "bob", "reset " + rules));
      theirs.run(words("ACL", "SETUSER", "bob", "reset " + rules));
      CommandDriver here = ours.another(3);
      CommandPeer there = connect();
      assertThat(here.run("AUTH", "bob", "x")).isEqualTo(ok());
      assertThat(there.run("AUTH", "bob", "x")).isEqualTo(ok());
      for (String request : REQUESTS) {
        Reply expected = there.run(request.split(" "));
        Reply actual = here.run(request.split(" "));
        if (!request.equals("HELLO") && !request.startsWith("CONFIG GET")) {
          assertThat(actual).as(rules + ": " + request).isEqualTo(expected);
        }
        String[] dry = words("ACL", "DRYRUN", "bob", request);
        assertThat(ours.run(dry)).as(rules + ": dry " + request).isEqualTo(theirs.run(dry));
      }
      here.leave();
    }
  }

  @Test
  void logIns_ofAllKinds_areAnsweredAlike() {
    for (CommandPeer admin : List.of(ours, theirs)) {
      admin.run("ACL", "SETUSER", "bob", "reset", "on", ">secret");
    }
    for (String request :
        List.of(
            "AUTH secret",
            "AUTH bob",
            "AUTH bob wrong",
            "AUTH nobody secret",
            "AUTH default x",
            "AUTH bob secret more",
            "AUTH",
            "HELLO 3 AUTH bob wrong",
            "HELLO 3 AUTH bob",
            "HELLO 4 AUTH bob secret",
            "AUTH bob secret",
            "ACL WHOAMI",
            "GET x",
            "AUTH default x",
            "ACL WHOAMI",
            "ACL SETUSER bob off",
            "AUTH bob secret")) {
      assertThat(ours.run(request.split(" ")))
          .as(request)
          .isEqualTo(theirs.run(request.split(" ")));
    }
  }

  @Test
  void log_ofWhatWasRefused_isTheSame() {
    for (CommandPeer admin : List.of(ours, theirs)) {
      admin.run("ACL", "SETUSER", "bob", "reset", "on", "nopass", "+get", "+publish", "+multi");
    }
    CommandDriver here = ours.another(3);
    CommandPeer there = connect();
    for (String request :
        List.of(
            "AUTH bob x",
            "GET a",
            "GET a",
            "SET a 1",
            "set a 1",
            "PUBLISH c x",
            "MULTI",
            "GET a",
            "AUTH nobody pw",
            "CONFIG GET x",
            "RESET",
            "auth nobody pw")) {
      assertThat(here.run(request.split(" "))).as(request).isEqualTo(there.run(request.split(" ")));
    }
    assertThat(logged(ours)).isEqualTo(logged(theirs));
    assertThat(ours.run("ACL", "LOG", "0")).isEqualTo(theirs.run("ACL", "LOG", "0"));
    assertThat(((Reply.Array) ours.run("ACL", "LOG", "2")).items()).hasSize(2);
    assertThat(ours.run("ACL", "LOG", "RESET")).isEqualTo(ok());
    assertThat(ours.run("ACL", "LOG")).isEqualTo(new Reply.Array(List.of()));
    here.leave();
  }

  @Test
  void commandsOfScripts_areAllowedAlike_andLogged() {
    for (CommandPeer admin : List.of(ours, theirs)) {
      admin.run(words("ACL", "SETUSER", "bob", "reset on nopass +@all -get ~k* &c*"));
    }
    CommandDriver here = ours.another(3);
    CommandPeer there = connect();
    for (CommandPeer client : List.of(here, there)) {
      client.run("AUTH", "bob", "x");
    }
    for (String script :
        List.of(
            "return redis.call('get', 'k')",
            "return redis.pcall('get', 'k')",
            "return redis.pcall('set', 'x', 1)",
            "return redis.pcall('set', 'k', 1)",
            "return redis.pcall('publish', 'x', 1)",
            "return redis.pcall('publish', 'c', 1)",
            "return redis.acl_check_cmd('get', 'k')",
            "return redis.acl_check_cmd('set', 'k', 1)",
            "return redis.acl_check_cmd('set', 'x', 1)",
            "return redis.call('acl', 'whoami')")) {
      assertThat(here.run("EVAL", script, "0"))
          .as(script)
          .isEqualTo(there.run("EVAL", script, "0"));
    }
    assertThat(here.run("EVAL", "return 1", "1", "x"))
        .isEqualTo(there.run("EVAL", "return 1", "1", "x"));
    assertThat(logged(ours)).isEqualTo(logged(theirs));
    here.leave();
  }

  private static final List<String> COMPARED =
      List.of("count", "reason", "context", "object", "username");

  private static List<List<Reply>> logged(CommandPeer peer) {
    List<List<Reply>> all = new ArrayList<>();
    for (Reply entry : ((Reply.Array) peer.run("ACL", "LOG")).items()) {
      all.add(
          ((Reply.MapReply) entry)
              .pairs().stream()
                  .filter(pair -> COMPARED.stream().anyMatch(n -> bulk(n).equals(pair.key())))
                  .map(Reply.Pair::value)
                  .toList());
    }
    return all;
  }
}
