// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.testkit.SocketPeer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a socket adds to commands that take long: clients that hang up before their turn. */
@Timeout(120)
final class LongWorkSocketTest {
  private RunningServer server;
  private SocketPeer first;
  private SocketPeer second;
  private SocketPeer last;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = RunningServer.start(home, "--backup-interval", "0");
    first = SocketPeer.connect(server.port(), 2);
    second = SocketPeer.connect(server.port(), 2);
    last = SocketPeer.connect(server.port(), 2);
    assertThat(first.run("CACHE", "users", "SET", "a", "1")).isEqualTo(ok());
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    last.close();
    server.close();
  }

  /** Two runs that wait a second for their names, so that there is time to hang up behind them. */
  private void keepBusy() {
    assertThat(first.run("BACKUP", "NOW")).isInstanceOf(Reply.Array.class);
    first.send("BACKUP", "NOW", "users");
    second.send("BACKUP", "NOW", "default_store");
    assertThat(last.run("PING")).isNotNull();
  }

  private String runs() {
    return ((Reply.Bulk) last.run("INFO", "persistence"))
        .text()
        .lines()
        .filter(line -> line.startsWith("radish_backup_runs:"))
        .findFirst()
        .orElseThrow();
  }

  private Socket asks(String... more) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket
        .getOutputStream()
        .write(RequestEncoder.encode("BACKUP", "NOW", "users", "default_store"));
    for (String request : more) {
      socket.getOutputStream().write(RequestEncoder.encode(request));
    }
    return socket;
  }

  @Test
  void clientsThatHangUp_whateverTheySentBehind_areNotWaitedFor() throws Exception {
    keepBusy();
    for (int i = 0; i < 20; i++) {
      asks("PING", "PING").close();
    }
    last.send("BACKUP", "NOW", "users", "users");
    first.receive();
    second.receive();
    assertThat(last.receive()).isInstanceOf(Reply.Array.class);
    assertThat(runs()).isEqualTo("radish_backup_runs:4");
  }

  @Test
  void clientThatSendsNoMore_beforeItsTurn_isToldSo() throws Exception {
    keepBusy();
    try (Socket socket = asks("PING")) {
      socket.shutdownOutput();
      ReplyReader replies = new ReplyReader(socket.getInputStream());
      assertThat(replies.read())
          .isEqualTo(new Reply.Failure("ERR the client hung up before this began"));
      assertThat(replies.read()).isEqualTo(new Reply.Simple("PONG"));
    }
    first.receive();
    second.receive();
  }
}
