// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.server.StartException;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.testkit.SocketPeer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** Users over sockets, in files, and under load. */
final class UsersSocketTest {
  @TempDir private Path home;

  private RunningServer start(String... options) throws Exception {
    return RunningServer.start(home, options);
  }

  // ---- clients as they come ----

  @Test
  void addressWithAUser_leadsLettuceIntoItsHome_andBackAfterReconnecting() throws Exception {
    try (RunningServer server = start();
        SocketPeer admin = SocketPeer.connect(server.port(), 2)) {
      admin.run("ACL", "SETUSER", "app", "on", ">pw", "+@all", "~*", "home:users", "caches:users");
      RedisClient client = RedisClient.create("redis://app:pw@127.0.0.1:" + server.port() + "/0");
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().set("a", "1");
        assertThat(admin.run("CACHEGET", "users", "a")).isEqualTo(bulk("1"));
        assertThat(admin.run("CLIENT", "KILL", "USER", "app")).isEqualTo(integer(1));
        connection.sync().set("b", "2");
        assertThat(admin.run("CACHEGET", "users", "b")).isEqualTo(bulk("2"));
        assertThat(admin.run("DBSIZE")).isEqualTo(integer(0));
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  void userAndPassword_leadJedisIntoItsHome() throws Exception {
    try (RunningServer server = start("--database-names", "3=orders");
        SocketPeer admin = SocketPeer.connect(server.port(), 2)) {
      admin.run("ACL", "SETUSER", "app", "on", ">pw", "+@all", "~*", "home:users");
      HostAndPort place = new HostAndPort("127.0.0.1", server.port());
      var login = DefaultJedisClientConfig.builder().user("app").password("pw");
      try (Jedis jedis = new Jedis(place, login.build())) {
        jedis.set("a", "1");
      }
      try (Jedis jedis = new Jedis(place, login.database(3).build())) {
        jedis.set("b", "2");
      }
      assertThat(admin.run("CACHEGET", "users", "a")).isEqualTo(bulk("1"));
      assertThat(admin.run("CACHEGET", "orders", "b")).isEqualTo(bulk("2"));
    }
  }

  @Test
  void deletedUser_losesItsConnections() throws Exception {
    try (RunningServer server = start();
        SocketPeer admin = SocketPeer.connect(server.port(), 2);
        SocketPeer client = SocketPeer.connect(server.port(), 2)) {
      admin.run("ACL", "SETUSER", "bob", "on", "nopass", "+@all");
      assertThat(client.run("AUTH", "bob", "x")).isEqualTo(ok());
      assertThat(admin.run("ACL", "DELUSER", "bob")).isEqualTo(integer(1));
      assertThatThrownBy(() -> client.run("PING")).isInstanceOf(UncheckedIOException.class);
    }
  }

  // ---- under load ----

  @Test
  void change_underLoad_holdsWhole_fromItsAnswerOn() throws Exception {
    AtomicBoolean allowed = new AtomicBoolean(true);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger round = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(3);
    try (RunningServer server = start();
        SocketPeer admin = SocketPeer.connect(server.port(), 2)) {
      admin.run("ACL", "SETUSER", "bob", "on", "nopass", "+@all", "~a");
      for (int i = 0; i < 3; i++) {
        Thread.ofPlatform()
            .start(
                () -> {
                  try (SocketPeer client = SocketPeer.connect(server.port(), 2)) {
                    client.run("AUTH", "bob", "x");
                    while (!done.get()) {
                      int before = round.get();
                      boolean was = allowed.get();
                      boolean refused = client.run("MSET", "a", "1") instanceof Reply.Failure;
                      // Nobody changed it meanwhile: then the answer is that of the rules.
                      if (before == round.get() && before % 2 == 0 && refused == was) {
                        wrong.incrementAndGet();
                      }
                    }
                  } finally {
                    ended.countDown();
                  }
                });
      }
      for (int i = 0; i < 300; i++) {
        boolean next = i % 2 == 1;
        round.incrementAndGet();
        // Both lists of keys deny b, and one of them allows a: never both, nor neither of them.
        Reply changed =
            next
                ? admin.run("ACL", "SETUSER", "bob", "resetkeys", "~a")
                : admin.run("ACL", "SETUSER", "bob", "resetkeys", "~b");
        assertThat(changed).isEqualTo(ok());
        allowed.set(next);
        round.incrementAndGet();
      }
      done.set(true);
      ended.await();
    }
    assertThat(wrong).hasValue(0);
  }

  // ---- files ----

  @Test
  void usersOfTheConfigurationFile_areThere_andRewrittenIntoIt() throws Exception {
    Path file = home.resolve("radish.conf");
    Files.writeString(
        file,
        """
        port 0
        unixsocket %s
        user bob on >secret ~"a\\x2a" (+set ~b)
        log-dir ""
        """
            .formatted(home.resolve("s")));
    try (RunningServer server = RunningServer.start(home, "--config", file.toString());
        SocketPeer admin = SocketPeer.connect(server.port(), 2)) {
      assertThat(admin.run("ACL", "GETUSER", "bob").toString()).contains("~a*", "+set", "~b");
      admin.run("ACL", "SETUSER", "bob", "caches:users", "home:users");
      admin.run("ACL", "SETUSER", "ann", "on");
      assertThat(admin.run("CONFIG", "REWRITE")).isEqualTo(ok());
    }
    String written = Files.readString(file);
    assertThat(written)
        .contains("user ann on sanitize-payload resetchannels -@all")
        .contains(
            "user bob on sanitize-payload"
                + " \"#2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\" home:users ~a*"
                + " resetchannels resetcaches caches:users -@all (~b resetchannels -@all +set)")
        .doesNotContain("secret")
        .doesNotContain("user default");
    ConfigLoader.load(CommandLine.parse(List.of("--config", file.toString())), Map.of(), home);
  }

  @Test
  void fileOfUsers_isReadAtTheStart_savedAndLoadedAgain() throws Exception {
    Path file = home.resolve("users.acl");
    Files.writeString(file, "user bob on >secret ~* +@all\n\nuser ann on nopass +@all\n");
    try (RunningServer server = start("--aclfile", file.toString());
        SocketPeer admin = SocketPeer.connect(server.port(), 2);
        SocketPeer bob = SocketPeer.connect(server.port(), 2);
        SocketPeer ann = SocketPeer.connect(server.port(), 2)) {
      assertThat(bob.run("AUTH", "bob", "secret")).isEqualTo(ok());
      assertThat(ann.run("AUTH", "ann", "")).isEqualTo(ok());
      admin.run("ACL", "SETUSER", "eve", "on");
      assertThat(admin.run("ACL", "SAVE")).isEqualTo(ok());
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .contains("user eve on")
          .contains("user default on nopass")
          .doesNotContain("secret");
      Files.writeString(file, "user bob on nopass +get ~*\nuser default on >new ~* &* +@all\n");
      assertThat(admin.run("ACL", "LOAD")).isEqualTo(ok());
      assertThat(bob.run("SET", "a", "1")).isInstanceOf(Reply.Failure.class);
      assertThatThrownBy(() -> ann.run("PING")).isInstanceOf(UncheckedIOException.class);
      Files.writeString(file, "user bob on +nothing\n");
      assertThat(admin.run("ACL", "LOAD").toString())
          .contains("users.acl:1: ")
          .contains("Unknown command or category name in ACL");
      assertThat(bob.run("GET", "a")).isEqualTo(new Reply.Nil());
    }
  }

  @Test
  void usersThatAreWrong_keepTheServerFromStarting() throws Exception {
    Path file = home.resolve("users.acl");
    Files.writeString(file, "user bob +@nothing\n");
    assertThatThrownBy(() -> start("--aclfile", file.toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("users.acl:1");
    assertThatThrownBy(() -> start("--aclfile", home.resolve("nothing").toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("No such file");
    assertThatThrownBy(() -> start("--aclfile", file.toString(), "--user", "bob", "on"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("not both");
    assertThatThrownBy(() -> start("--user", "bob", ">pw", "+foo"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("'+foo'");
    assertThatThrownBy(() -> start("--user", "bob", "on", "--user", "bob", "on"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("Duplicate user");
  }
}
