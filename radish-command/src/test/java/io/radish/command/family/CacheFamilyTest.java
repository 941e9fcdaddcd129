// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.store.KeyspaceName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheFamilyTest {
  private static final String LONGEST = "n".repeat(128);

  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();

  @Test
  void caches_areMadeListedAndDeleted() {
    assertThat(client.text("CREATECACHE", "users")).isEqualTo("OK");
    assertThat(client.text("CREATECACHE", "users"))
        .isEqualTo("(error) ERR cache 'users' exists already");
    assertThat(client.text("CREATECACHE", "db3")).isEqualTo("OK");
    client.run("CACHESET", "a b", "k", "v");

    assertThat(client.bytes("LISTCACHES"))
        .isEqualTo("*6\r\n$3\r\na b\r\n:1\r\n$3\r\ndb3\r\n:0\r\n$5\r\nusers\r\n:0\r\n");
    client.run("HELLO", "3");
    assertThat(client.bytes("LISTCACHES")).startsWith("%3\r\n$3\r\na b\r\n:1\r\n");

    assertThat(client.text("DELETECACHE", "users")).isEqualTo("OK");
    assertThat(client.text("DELETECACHE", "users"))
        .isEqualTo("(error) ERR no such cache 'users'; LISTCACHES shows those there are");
    assertThat(client.text("SELECT", "3")).isEqualTo("OK");
  }

  @Test
  void largeKeysAndValues_areCutOrRefused() {
    String large = "k".repeat(65 << 20);
    client.run("CACHESET", "keys", large, "v");
    client.run("CACHESET", "values", "k", large);
    assertThat(client.text("CACHEKEYS", "keys"))
        .startsWith("(error) ERR 'keys' is too large for one reply of at most 64 MiB");
    assertThat(client.text("CACHEGETALL", "values"))
        .startsWith("(error) ERR 'values' is too large for one reply of at most 64 MiB");
    client.run("SELECT", "keys");
    assertThat(client.text("INSPECT")).contains("k".repeat(4096)).hasSizeLessThan(4200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a:b", "line\nbreak", "\u0000", "12345", "default_store", "\uFFFD", "007"})
  void hostileNames_areRefusedWithTheRule(String name) {
    for (String command : List.of("CREATECACHE", "DELETECACHE", "LISTSTORES")) {
      assertThat(client.text(command, name))
          .startsWith("(error) ERR invalid cache name: ")
          .contains("a name is 1 to 128 bytes of UTF-8");
    }
    assertThat(client.text("CREATESTORE", "users", name))
        .startsWith("(error) ERR invalid store name: ");
    assertThat(desk.store.keyspaces()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "..", "/etc/passwd", "🌱 garden", "*", "a=b,c", "it's"})
  void oddNames_areNames(String name) {
    assertThat(client.text("CREATECACHE", name)).isEqualTo("OK");
    assertThat(client.text("CACHESET", name, "k", "v")).isEqualTo("OK");
    assertThat(client.text("CACHE", name, "GET", "k")).isEqualTo("\"v\"");
    assertThat(client.text("DELETECACHE", name)).isEqualTo("OK");
  }

  @Test
  void tooLongNames_areRefused() {
    assertThat(client.text("CREATECACHE", LONGEST)).isEqualTo("OK");
    assertThat(client.text("CREATECACHE", LONGEST + "n")).contains("it is too long");
    assertThat(client.text("CACHESET", "é".repeat(65), "k", "v")).contains("it is too long");
    assertThat(client.run(bytes("CREATECACHE"), new byte[] {'a', (byte) 0xFF}))
        .isInstanceOf(Reply.Failure.class);
  }

  @Test
  void cacheSet_makesTheCacheAndSetsThere() {
    assertThat(client.text("CACHESET", "users", "k", "v")).isEqualTo("OK");
    assertThat(client.text("CACHEGET", "users", "k")).isEqualTo("\"v\"");
    assertThat(client.text("GET", "k")).isEqualTo("(nil)");
    assertThat(client.text("CACHESET", "default_store", "k", "w")).isEqualTo("OK");
    assertThat(client.text("GET", "k")).isEqualTo("\"w\"");
    assertThat(client.text("CACHEGET", "0", "k")).isEqualTo("\"w\"");
    assertThat(client.text("CACHESET", "users", "k"))
        .isEqualTo("(error) ERR wrong number of arguments for 'cacheset' command");
  }

  @Test
  void cacheGet_ofLargeAndOfMissing() {
    String large = "x".repeat(100_000);
    client.run("CACHESET", "users", "large", large);
    assertThat(client.run("CACHEGET", "users", "large")).isEqualTo(new Reply.Bulk(bytes(large)));
    assertThat(client.text("CACHEGET", "users", "none")).isEqualTo("(nil)");
    assertThat(client.text("CACHEGET", "nobody", "none")).isEqualTo("(nil)");
    assertThat(desk.store.find(KeyspaceName.ofCache("nobody"))).isNull();
  }

  @Test
  void cacheGet_ofAList_isTheWrongType() {
    desk.store.cache("users").pushRight("list", "a");
    assertThat(client.text("CACHEGET", "users", "list")).startsWith("(error) WRONGTYPE");
  }

  @Test
  void cacheDel_countsWhatWasThere() {
    client.run("CACHESET", "users", "a", "1");
    client.run("CACHESET", "users", "b", "2");
    assertThat(client.text("CACHEDEL", "users", "a", "b", "a", "c")).isEqualTo("(integer) 2");
    assertThat(client.text("CACHEDEL", "nobody", "a")).isEqualTo("(integer) 0");
  }

  @Test
  void cacheKeys_areAllKeys() {
    for (int i = 0; i < 1000; i++) {
      client.run("CACHESET", "users", "key:" + i, "v");
    }
    assertThat(client.run("CACHEKEYS", "users"))
        .isInstanceOfSatisfying(
            Reply.Array.class,
            keys -> assertThat(keys.items()).doesNotHaveDuplicates().hasSize(1000));
    assertThat(client.bytes("CACHEKEYS", "nobody")).isEqualTo("*0\r\n");
  }

  @Test
  void cacheGetAll_isABackupsData() {
    client.run("CACHESET", "users", "a\"b", "{\"x\": 1}");
    assertThat(client.run("CACHEGETALL", "users"))
        .isEqualTo(new Reply.Bulk(bytes("{\n    \"a\\\"b\": \"{\\\"x\\\": 1}\"\n  }")));
    desk.store.cache("users").expire("a\"b", Duration.ofSeconds(10));
    assertThat(client.text("CACHEGETALL", "users")).contains("expires_at", "2025-11-15T16:11:28");
    assertThat(client.text("CACHEGETALL", "nobody")).isEqualTo("\"{}\"");
  }

  @Test
  void cacheGetAll_pastTheLimit_namesScan() {
    String megabyte = "x".repeat(1 << 20);
    for (int i = 0; i < 64; i++) {
      client.run("CACHESET", "big", "k" + i, megabyte);
    }
    assertThat(client.text("CACHEGETALL", "big"))
        .isEqualTo(
            "(error) ERR 'big' is too large for one reply of at most 64 MiB; walk it with CACHE big"
                + " SCAN 0");
    assertThat(desk.failures).hasSize(1);
  }

  @Test
  void stores_areMadeListedAndDeleted() {
    assertThat(client.text("CREATESTORE", "users", "temp", "60")).isEqualTo("OK");
    assertThat(client.text("CREATESTORE", "users", "temp"))
        .isEqualTo("(error) ERR store 'users:temp' exists already");
    assertThat(client.text("CREATESTORE", "users", "keep")).isEqualTo("OK");
    client.run("CACHESET", "users:temp", "k", "v");

    assertThat(client.bytes("LISTSTORES", "users"))
        .isEqualTo("*2\r\n*3\r\n$4\r\nkeep\r\n:0\r\n:0\r\n*3\r\n$4\r\ntemp\r\n:1\r\n:60\r\n");
    assertThat(client.bytes("LISTCACHES")).isEqualTo("*2\r\n$5\r\nusers\r\n:0\r\n");
    desk.time.advance(Duration.ofSeconds(61));
    assertThat(client.text("CACHEGET", "users:temp", "k")).isEqualTo("(nil)");

    assertThat(client.text("DELETESTORE", "users", "temp")).isEqualTo("OK");
    assertThat(client.text("DELETESTORE", "users", "temp"))
        .isEqualTo(
            "(error) ERR no such store 'users:temp'; LISTSTORES cache shows those there are");
    assertThat(client.text("LISTSTORES", "nobody"))
        .startsWith("(error) ERR no such cache 'nobody'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "", "1.5", "9223372036854775807", "3153600001"})
  void createStore_badTtl_saysTheRange(String ttl) {
    assertThat(client.text("CREATESTORE", "users", "temp", ttl))
        .isEqualTo(
            "(error) ERR invalid ttl-seconds: a whole number from 0, for keys that stay, to"
                + " 3153600000");
    assertThat(client.text("CREATESTORE", "users", "temp", "1", "x"))
        .isEqualTo("(error) ERR wrong number of arguments for 'createstore' command");
    assertThat(desk.store.keyspaces()).hasSize(1);
  }

  @Test
  void missingStore_isAnErrorEverywhere() {
    String error =
        "(error) ERR no such store 'users:temp'; make it with CREATESTORE cache store [ttl]";
    assertThat(client.text("CACHESET", "users:temp", "k", "v")).isEqualTo(error);
    assertThat(client.text("CACHEGET", "users:temp", "k")).isEqualTo(error);
    assertThat(client.text("CACHEDEL", "users:temp", "k")).isEqualTo(error);
    assertThat(client.text("CACHEKEYS", "users:temp")).isEqualTo(error);
    assertThat(client.text("CACHEGETALL", "users:temp")).isEqualTo(error);
    assertThat(client.text("CACHE", "users:temp", "GET", "k")).isEqualTo(error);
    assertThat(client.text("CACHE", "users:temp", "INSPECT")).isEqualTo(error);
  }

  @Test
  void deletedStore_underASession_hindersOnlyWhatIsThere() {
    client.run("CREATESTORE", "users", "temp");
    client.run("SELECT", "users:temp");
    client.run("DELETECACHE", "users");
    assertThat(client.text("SET", "k", "v")).startsWith("(error) ERR no such store");
    assertThat(client.text("CACHESET", "users", "k", "v")).isEqualTo("OK");
  }

  @Test
  void cache_runsOneCommandThere() {
    assertThat(client.text("CACHE", "users", "SET", "k", "v")).isEqualTo("OK");
    assertThat(client.text("CACHE", "users", "get", "k")).isEqualTo("\"v\"");
    assertThat(client.text("GET", "k")).isEqualTo("(nil)");
    assertThat(client.session.keyspaceName().isDefault()).isTrue();
    assertThat(client.text("CACHE", "default_store", "PING")).isEqualTo("PONG");
    assertThat(client.text("CACHE", "users", "GET"))
        .isEqualTo("(error) ERR wrong number of arguments for 'get' command");
    assertThat(client.text("CACHE", "users", "NOSUCH", "a"))
        .startsWith("(error) ERR unknown command 'NOSUCH'");
    assertThat(client.text("CACHE", "a\nb", "GET", "k"))
        .startsWith("(error) ERR invalid cache name");
    assertThat(client.text("CACHE", "users"))
        .isEqualTo("(error) ERR wrong number of arguments for 'cache' command");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "AUTH x",
        "RESET",
        "QUIT",
        "HELLO 3",
        "CACHE b GET k",
        "CLIENT SETNAME x",
        "CLIENT SETINFO LIB-NAME x",
        "CLIENT REPLY OFF",
        "CLIENT NO-EVICT ON",
        "CLIENT NO-TOUCH ON"
      })
  void cache_refusesWhatChangesTheSession(String inner) {
    String[] request = ("CACHE a " + inner).split(" ");
    assertThat(client.text(request))
        .startsWith("(error) ERR '")
        .endsWith("changes the session and cannot be run inside CACHE; send it by itself");
    assertThat(client.session.protocol()).isEqualTo(2);
    assertThat(client.closing).isFalse();
  }

  @Test
  void cache_underPassword_asksForIt() {
    desk.setPassword("sesame");
    assertThat(desk.connect().text("CACHE", "users", "GET", "k")).startsWith("(error) NOAUTH");
  }

  @Test
  void inspect_showsKeysTypesTimesAndShortValues() {
    client.run("SELECT", "users");
    client.run("SET", "a", "short");
    client.run("SET", "b", "é".repeat(100));
    client.run(bytes("SET"), bytes("c"), new byte[] {(byte) 0xFF, 1});
    desk.store.cache("users").pushRight("d", "x", "y");
    desk.store.cache("users").set("e", "gone soon", Duration.ofMillis(1600));

    assertThat(client.text("INSPECT"))
        .isEqualTo(
            """
                1) 1) "a"
                   2) "string"
                   3) (integer) -1
                   4) "short"
                2) 1) "b"
                   2) "string"
                   3) (integer) -1
                   4) "%s"
                3) 1) "c"
                   2) "string"
                   3) (integer) -1
                   4) "0xff01"
                4) 1) "d"
                   2) "list"
                   3) (integer) -1
                   4) "[x, y] (2)"
                5) 1) "e"
                   2) "string"
                   3) (integer) 2
                   4) "gone soon\""""
                .formatted("\\xc3\\xa9".repeat(79) + "\\xe2\\x80\\xa6"));
    assertThat(client.text("INSPECT", "[ab]")).contains("\"a\"", "\"b\"").doesNotContain("\"c\"");
    assertThat(client.text("INSPECT", "a", "b"))
        .isEqualTo("(error) ERR wrong number of arguments for 'inspect' command");
  }

  @Test
  void inspect_isBounded() {
    for (int i = 0; i < 300; i++) {
      client.run("SET", "key:" + i, "v".repeat(10_000));
    }
    assertThat(client.run("INSPECT"))
        .isInstanceOfSatisfying(Reply.Array.class, all -> assertThat(all.items()).hasSize(100));
    assertThat(client.run("INSPECT", "key:29?"))
        .isInstanceOfSatisfying(Reply.Array.class, all -> assertThat(all.items()).hasSize(10));
    assertThat(client.bytes("CACHE", "nobody", "INSPECT")).isEqualTo("*0\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
