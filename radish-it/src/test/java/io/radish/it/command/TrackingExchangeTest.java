// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is told what of which keys with {@code CLIENT TRACKING}: here, and on a real server. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
@Timeout(120)
final class TrackingExchangeTest {
  @Parameter RealServers real = RealServers.REDIS;

  private RunningServer server;
  private Party ours;
  private Party theirs;

  /**
   * Clients of one server: A and B speak RESP3, C and D RESP2, of which C listens to what is
   * redirected; W makes changes.
   */
  private static final class Party {
    private static final Pattern FLAGS = Pattern.compile("flags=\\S+|redir=\\S+");

    private final IntFunction<CommandPeer> connect;
    private final Map<String, CommandPeer> clients = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final CommandPeer marker;
    private int marks;
    private boolean asksForId;

    Party(IntFunction<CommandPeer> connect) {
      this.connect = connect;
      this.marker = connect.apply(2);
      for (String name : List.of("A", "B", "C", "D", "W")) {
        join(name);
      }
    }

    private void join(String name) {
      boolean isNew = name.equals("A") || name.equals("B");
      CommandPeer client = connect.apply(isNew ? 3 : 2);
      ids.put(name, ((Reply.Int) client.run("CLIENT", "ID")).value() + "");
      clients.put(name, client);
      if (isNew) {
        client.run("SUBSCRIBE", "mark");
      } else if (name.equals("C")) {
        client.run("SUBSCRIBE", "__redis__:invalidate", "mark");
        client.receive();
      }
    }

    /** Runs a line, which begins with a client's name; what all clients are sent, by name. */
    List<String> run(String line) {
      int blank = line.indexOf(' ');
      String name = line.substring(0, blank);
      String command = line.substring(blank + 1);
      if (command.equals("LEAVES")) {
        client(name).close();
        clients.remove(name);
        waitUntilGone(ids.getOrDefault(name, ""));
        return List.of();
      }
      if (command.equals("JOINS")) {
        join(name);
        return List.of();
      }
      asksForId = command.equals("CLIENT ID") || command.equals("CLIENT GETREDIR");
      List<String> seen = new ArrayList<>();
      CommandPeer client = client(name);
      for (String id : ids.keySet()) {
        command = command.replace("$" + id, ids.getOrDefault(id, id));
      }
      client.send(command.split(" ", -1));
      Reply reply = client.receive();
      while (reply instanceof Reply.Push) {
        seen.add(name + " before the reply: " + show(reply));
        reply = client.receive();
      }
      seen.add(show(reply));
      gather(seen);
      return seen;
    }

    private CommandPeer client(String name) {
      return Objects.requireNonNull(clients.get(name), name);
    }

    private void waitUntilGone(String id) {
      while (((Reply.Bulk) marker.run("CLIENT", "LIST")).text().contains("id=" + id + " ")) {
        Thread.onSpinWait();
      }
    }

    private void gather(List<String> seen) {
      String mark = "m" + ++marks;
      marker.run("PUBLISH", "mark", mark);
      clients.forEach(
          (name, client) -> {
            if (!name.equals("D") && !name.equals("W")) {
              String got = show(client.receive());
              while (!got.contains(mark)) {
                seen.add(name + " gets " + got);
                got = show(client.receive());
              }
            }
          });
    }

    private String show(Reply reply) {
      String text = reply.toText();
      if (text.contains("flags=")) {
        Matcher found = FLAGS.matcher(text);
        StringBuilder flags = new StringBuilder();
        while (found.find()) {
          flags.append(found.group()).append(' ');
        }
        text = flags.toString();
      }
      if (text.contains("redir") || asksForId) {
        for (Map.Entry<String, String> each : ids.entrySet()) {
          text =
              text.replace("redir=" + each.getValue() + " ", "redir=" + each.getKey())
                  .replaceAll("\\(integer\\) " + each.getValue() + "\\b", each.getKey());
        }
      }
      return text;
    }

    void close() {
      client("W").run("FLUSHALL");
      clients.values().forEach(CommandPeer::close);
      marker.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    real.assumeThere();
    server = RunningServer.start(home);
    ours = new Party(protocol -> SocketPeer.connect(server.port(), protocol));
    theirs = new Party(real::connect);
    ours.run("W FLUSHALL");
    theirs.run("W FLUSHALL");
  }

  @AfterEach
  void stop() {
    if (theirs != null) {
      ours.close();
      theirs.close();
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(TrackingScript.class)
  void clients_areToldWhatRedisTellsThem(TrackingScript script) {
    script
        .lines()
        .forEach(
            line -> {
              List<String> expected = theirs.run(line);
              assertThat(ours.run(line)).as(line).isEqualTo(expected);
            });
  }
}
