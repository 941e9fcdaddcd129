// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClientFamilyTest {
  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();
  private final DeskClient other = desk.connect();

  @Test
  void info_isOneLineOfRedisFields() {
    client.run("CLIENT", "SETNAME", "app");
    client.run("CLIENT", "SETINFO", "LIB-NAME", "jedis");
    client.run("CLIENT", "SETINFO", "lib-ver", "8.0");
    client.run("SELECT", "my users=%");

    assertThat(client.bytes("CLIENT", "INFO"))
        .endsWith(
            "id=1 addr=127.0.0.1:50001 laddr=127.0.0.1:6379 fd=-1 name=app age=9 idle=3 flags=N"
                + " db=-1 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0"
                + " rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0 events=r cmd=client|info user=default"
                + " redir=-1 resp=2 lib-name=jedis lib-ver=8.0 watch=0 cache=my%20users%3D%25\n\r\n");
  }

  @Test
  void list_filters() {
    client.run("HELLO", "3");
    assertThat(client.bytes("CLIENT", "LIST")).startsWith("=").contains("txt:id=1 ", "\nid=2 ");
    assertThat(client.bytes("CLIENT", "LIST", "ID", "2", "7"))
        .contains("txt:id=2 ")
        .doesNotContain("id=1 ");
    assertThat(client.bytes("CLIENT", "LIST", "TYPE", "pubsub")).isEqualTo("=4\r\ntxt:\r\n");
    assertThat(client.text("CLIENT", "LIST", "TYPE", "x"))
        .isEqualTo("(error) ERR Unknown client type 'x'");
    assertThat(client.text("CLIENT", "LIST", "ID", "x")).isEqualTo("(error) ERR Invalid client ID");
    assertThat(client.text("CLIENT", "LIST", "ID")).isEqualTo("(error) ERR syntax error");
    assertThat(client.text("CLIENT", "LIST", "x")).isEqualTo("(error) ERR syntax error");
  }

  @Test
  void kill_byAddress_theOldWay() {
    assertThat(client.text("CLIENT", "KILL", "1.2.3.4:5")).isEqualTo("(error) ERR No such client");
    assertThat(client.text("CLIENT", "KILL", "127.0.0.1:50002")).isEqualTo("OK");
    assertThat(other.closed).isTrue();
    assertThat(client.text("CLIENT", "KILL", "127.0.0.1:50001")).isEqualTo("OK");
    assertThat(client.closing).isTrue();
  }

  @Test
  void kill_byFilters_countsAndSparesTheAskerUnlessTold() {
    assertThat(client.text("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo("(integer) 0");
    assertThat(client.text("CLIENT", "KILL", "ID", "2", "ADDR", "nowhere"))
        .isEqualTo("(integer) 0");
    assertThat(client.text("CLIENT", "KILL", "USER", "default")).isEqualTo("(integer) 1");
    assertThat(other.closed).isTrue();
    assertThat(client.text("CLIENT", "KILL", "LADDR", "127.0.0.1:6379", "SKIPME", "no"))
        .isEqualTo("(integer) 1");
    assertThat(client.closing).isTrue();
  }

  @Test
  void kill_byAge_meansThoseThatAreSoOld() {
    assertThat(client.text("CLIENT", "KILL", "MAXAGE", "0"))
        .isEqualTo("(error) ERR maxage should be greater than 0");
    assertThat(client.text("CLIENT", "KILL", "MAXAGE", "x"))
        .isEqualTo("(error) ERR maxage is not an integer or out of range");
    assertThat(client.text("CLIENT", "KILL", "MAXAGE", "1000000000", "SKIPME", "no"))
        .isEqualTo("(integer) 0");
  }

  @Test
  void kill_mistakes_areRedisOwnAndKillNobody() {
    assertThat(client.text("CLIENT", "KILL", "ID", "0"))
        .isEqualTo("(error) ERR client-id should be greater than 0");
    assertThat(client.text("CLIENT", "KILL", "USER", "bob"))
        .isEqualTo("(error) ERR No such user 'bob'");
    assertThat(client.text("CLIENT", "KILL", "TYPE", "x"))
        .isEqualTo("(error) ERR Unknown client type 'x'");
    assertThat(client.text("CLIENT", "KILL", "SKIPME", "x")).isEqualTo("(error) ERR syntax error");
    assertThat(client.text("CLIENT", "KILL", "ID", "2", "x")).isEqualTo("(error) ERR syntax error");
    assertThat(other.closed).isFalse();
  }

  @Test
  void names_holdNoBlanks() {
    assertThat(client.text("CLIENT", "SETNAME", "a b"))
        .isEqualTo(
            "(error) ERR Client names cannot contain spaces, newlines or special characters.");
    assertThat(client.text("CLIENT", "SETINFO", "lib-name", "a\nb"))
        .isEqualTo("(error) ERR lib-name cannot contain spaces, newlines or special characters.");
    assertThat(client.text("CLIENT", "SETINFO", "lib", "a"))
        .isEqualTo("(error) ERR Unrecognized option 'lib'");
    assertThat(client.bytes("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
  }

  @Test
  void reply_off_silencesUntilOn() {
    assertThat(client.bytes("CLIENT", "REPLY", "OFF")).isEmpty();
    assertThat(client.bytes("PING")).isEmpty();
    assertThat(client.bytes("NOSUCH")).isEmpty();
    assertThat(client.bytes("HELLO", "3")).isEmpty();
    assertThat(client.bytes("CLIENT", "REPLY", "ON")).isEqualTo("+OK\r\n");
    assertThat(client.bytes("CLIENT", "GETNAME")).isEqualTo("_\r\n");
  }

  @Test
  void reply_skip_skipsOne() {
    assertThat(client.bytes("CLIENT", "REPLY", "SKIP")).isEmpty();
    assertThat(client.bytes("PING")).isEmpty();
    assertThat(client.bytes("PING")).isEqualTo("+PONG\r\n");
    client.bytes("CLIENT", "REPLY", "SKIP");
    assertThat(client.bytes("CLIENT", "REPLY", "SKIP")).isEmpty();
    assertThat(client.bytes("PING")).isEmpty();
    client.bytes("CLIENT", "REPLY", "SKIP");
    assertThat(client.bytes("CLIENT", "REPLY", "ON")).isEqualTo("+OK\r\n");
    assertThat(client.text("CLIENT", "REPLY", "x")).isEqualTo("(error) ERR syntax error");
  }

  @Test
  void reply_skip_holdsForAnswersThatComeLater() {
    client.bytes("CLIENT", "REPLY", "SKIP");
    desk.holdBack = true;
    assertThat(client.bytes("INSPECT")).isEmpty();
    desk.release();
    assertThat(client.later()).isEmpty();
  }

  @Test
  void switches_areOnOrOff() {
    assertThat(client.text("CLIENT", "NO-EVICT", "on")).isEqualTo("OK");
    assertThat(client.text("CLIENT", "NO-TOUCH", "ON")).isEqualTo("OK");
    assertThat(client.bytes("CLIENT", "INFO")).contains(" flags=eT ");
    assertThat(client.text("CLIENT", "NO-TOUCH", "x")).isEqualTo("(error) ERR syntax error");
    assertThat(client.text("CLIENT", "ID")).isEqualTo("(integer) 1");
  }

  @Test
  void unknownSubcommand_pointsToHelp() {
    assertThat(client.text("CLIENT", "foo"))
        .isEqualTo("(error) ERR unknown subcommand 'foo'. Try CLIENT HELP.");
    assertThat(client.text("CLIENT"))
        .isEqualTo("(error) ERR wrong number of arguments for 'client' command");
    assertThat(client.text("CLIENT", "HELP")).contains("CLIENT <subcommand>", "KILL <ip:port>");
  }
}
