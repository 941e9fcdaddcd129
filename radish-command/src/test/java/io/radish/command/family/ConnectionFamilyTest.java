// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ConnectionFamilyTest {
  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();

  @Test
  void ping_withAndWithoutMessage_answers() {
    assertThat(client.bytes("PING")).isEqualTo("+PONG\r\n");
    assertThat(client.bytes("PING", "hi")).isEqualTo("$2\r\nhi\r\n");
    assertThat(client.text("PING", "a", "b"))
        .isEqualTo("(error) ERR wrong number of arguments for 'ping' command");
    assertThat(client.bytes("ECHO", "x y")).isEqualTo("$3\r\nx y\r\n");
  }

  @Test
  void hello_resp3_answersAMapThatClientsKnow() {
    assertThat(client.run("HELLO", "3"))
        .isInstanceOfSatisfying(
            Reply.MapReply.class,
            map ->
                assertThat(new Reply.Array(List.of(map)).toText())
                    .contains("\"server\" => \"redis\"")
                    .contains("\"version\" => \"7.2.5\"")
                    .contains("\"proto\" => (integer) 3")
                    .contains("\"id\" => (integer) 1")
                    .contains("\"mode\" => \"standalone\"")
                    .contains("\"role\" => \"master\"")
                    .contains("\"modules\" => (empty array)"));
    assertThat(client.session.protocol()).isEqualTo(3);
    assertThat(client.bytes("HELLO", "2")).startsWith("*14\r\n$6\r\nserver\r\n");
  }

  @Test
  void hello_mistakes_areRedisOwn() {
    assertThat(client.text("HELLO", "4")).isEqualTo("(error) NOPROTO unsupported protocol version");
    assertThat(client.text("HELLO", "x"))
        .isEqualTo("(error) ERR Protocol version is not an integer or out of range");
    assertThat(client.text("HELLO", "3", "foo"))
        .isEqualTo("(error) ERR Syntax error in HELLO option 'foo'");
    assertThat(client.text("HELLO", "3", "SETNAME"))
        .isEqualTo("(error) ERR Syntax error in HELLO option 'SETNAME'");
    assertThat(client.text("HELLO", "3", "SETNAME", "a b"))
        .startsWith("(error) ERR Client names cannot contain spaces");
    assertThat(client.session.protocol()).isEqualTo(2);
  }

  @Test
  void password_isWantedFirst() {
    desk.setPassword("sesame");
    DeskClient guest = desk.connect();

    assertThat(guest.text("PING")).isEqualTo("(error) NOAUTH Authentication required.");
    assertThat(guest.text("SELECT", "users")).startsWith("(error) NOAUTH");
    assertThat(guest.text("HELLO", "3"))
        .startsWith("(error) NOAUTH HELLO must be called with the client already authenticated");
    assertThat(guest.text("AUTH", "wrong"))
        .isEqualTo("(error) WRONGPASS invalid username-password pair or user is disabled.");
    assertThat(guest.text("AUTH", "bob", "sesame")).startsWith("(error) WRONGPASS");
    assertThat(guest.text("AUTH", "a", "b", "c")).isEqualTo("(error) ERR syntax error");
    assertThat(guest.text("AUTH", "default", "sesame")).isEqualTo("OK");
    assertThat(guest.text("PING")).isEqualTo("PONG");
    assertThat(guest.text("AUTH", "wrong")).startsWith("(error) WRONGPASS");
    assertThat(guest.text("PING")).isEqualTo("PONG");
  }

  @Test
  void hello_withPassword_authenticatesAndNames() {
    desk.setPassword("sesame");
    DeskClient guest = desk.connect();

    assertThat(guest.text("HELLO", "3", "AUTH", "default", "no")).startsWith("(error) WRONGPASS");
    assertThat(guest.run("HELLO", "3", "AUTH", "default", "sesame", "SETNAME", "app"))
        .isInstanceOf(Reply.MapReply.class);
    assertThat(guest.text("CLIENT", "GETNAME")).isEqualTo("\"app\"");
  }

  @Test
  void auth_withoutPasswordSet_saysSo() {
    assertThat(client.text("AUTH", "x"))
        .startsWith("(error) ERR AUTH <password> called without any password configured");
    assertThat(client.text("AUTH", "default", "anything")).isEqualTo("OK");
  }

  @Test
  void select_numbersAndNames() {
    assertThat(client.text("SELECT", "3")).isEqualTo("OK");
    assertThat(client.session.keyspaceName()).hasToString("db3");
    assertThat(client.text("SELECT", "users")).isEqualTo("OK");
    assertThat(client.text("SELECT", "16")).isEqualTo("(error) ERR DB index is out of range");
    assertThat(client.text("SELECT", "-1")).isEqualTo("(error) ERR DB index is out of range");
    assertThat(client.text("SELECT", "users:temp"))
        .isEqualTo(
            "(error) ERR no such store 'users:temp'; make it with CREATESTORE cache store [ttl]");
    assertThat(client.session.keyspaceName()).hasToString("users");
  }

  @Test
  void reset_forgetsEverything() {
    client.run("HELLO", "3", "SETNAME", "app");
    client.run("SELECT", "users");
    assertThat(client.bytes("CLIENT", "REPLY", "OFF")).isEmpty();

    assertThat(client.bytes("RESET")).isEqualTo("+RESET\r\n");

    assertThat(client.session.keyspaceName().isDefault()).isTrue();
    assertThat(client.session.protocol()).isEqualTo(2);
    assertThat(client.bytes("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
  }

  @Test
  void reset_underPassword_logsOut() {
    desk.setPassword("sesame");
    client.run("RESET");
    assertThat(client.text("PING")).startsWith("(error) NOAUTH");
  }

  @Test
  void quit_answersAndCloses() {
    assertThat(client.text("QUIT", "now")).isEqualTo("OK");
    assertThat(client.closing).isTrue();
  }
}
