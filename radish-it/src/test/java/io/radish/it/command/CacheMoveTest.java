// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys moved, copied, sorted and restored between named caches and expiring stores. */
final class CacheMoveTest {
  private final CommandDriver driver = CommandDriver.open(2);

  @AfterEach
  void check() {
    assertThat(driver.problems()).isEmpty();
    driver.close();
  }

  private Reply run(String... request) {
    return driver.run(request);
  }

  @Test
  void copyAndMove_toANamedCache_makeItIfNeedBe() {
    run("SET", "a", "1");
    assertThat(run("COPY", "a", "b", "DB", "users")).isEqualTo(integer(1));
    assertThat(run("MOVE", "a", "users")).isEqualTo(integer(1));
    assertThat(run("CACHE", "users", "MGET", "a", "b")).isEqualTo(bulks("1", "1"));
    assertThat(run("CACHE", "users", "MOVE", "a", "default_store")).isEqualTo(integer(1));
    assertThat(run("CACHE", "users", "MOVE", "b", "users")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(run("MOVE", "missing", "others")).isEqualTo(integer(0));
    assertThat(run("LISTCACHES")).isEqualTo(array(bulk("users"), integer(1)));
  }

  @Test
  void intoAnExpiringStore_keysWithoutDeadlineGetItsOwn() {
    run("CREATESTORE", "users", "tokens", "60");
    run("RPUSH", "l", "2", "1");
    run("SET", "s", "1", "EX", "5000");
    assertThat(run("COPY", "l", "l", "DB", "users:tokens")).isEqualTo(integer(1));
    assertThat(run("MOVE", "s", "users:tokens")).isEqualTo(integer(1));
    byte[] payload = ((Reply.Bulk) run("DUMP", "l")).bytes();
    run("SELECT", "users:tokens");
    assertThat(run("TTL", "l")).isEqualTo(integer(60));
    assertThat(run("TTL", "s")).isEqualTo(integer(5000));
    assertThat(run("SORT", "l", "STORE", "m")).isEqualTo(integer(2));
    assertThat(run("TTL", "m")).isEqualTo(integer(60));
    run("PERSIST", "l");
    run("RENAME", "l", "n");
    assertThat(run("TTL", "n")).isEqualTo(integer(-1));
    driver.run("RESTORE".getBytes(UTF_8), "r".getBytes(UTF_8), "0".getBytes(UTF_8), payload);
    assertThat(run("TTL", "r")).isEqualTo(integer(60));
  }

  @Test
  void missingStores_areErrorsAndNotMade() {
    run("SET", "a", "1");
    assertThat(run("MOVE", "a", "users:tokens")).isInstanceOf(Reply.Failure.class);
    assertThat(run("COPY", "a", "b", "DB", "users:tokens")).isInstanceOf(Reply.Failure.class);
    assertThat(run("LISTCACHES")).isEqualTo(array());
    assertThat(run("GET", "a")).isEqualTo(bulk("1"));
  }

  @Test
  void swapdb_ofCachesThatAreThere_exchangesThem() {
    run("CACHESET", "users", "a", "old");
    run("CACHESET", "users_new", "a", "new");
    run("CACHESET", "users_new", "b", "more");
    assertThat(run("SWAPDB", "users", "users_new")).isEqualTo(ok());
    assertThat(run("CACHE", "users", "MGET", "a", "b")).isEqualTo(bulks("new", "more"));
    assertThat(run("CACHE", "users_new", "MGET", "a", "b")).isEqualTo(array(bulk("old"), nil()));
    assertThat(run("SWAPDB", "users", "nobody")).isEqualTo(error(Errors.INVALID_SECOND_DB));
    assertThat(run("SWAPDB", "0", "users")).isEqualTo(ok());
    assertThat(run("GET", "a")).isEqualTo(bulk("new"));
  }

  @Test
  void restore_thatIsRefused_makesNoCache() {
    run("SELECT", "users");
    assertThat(run("RESTORE", "a", "0", "nonsense")).isEqualTo(error(Errors.DUMP_FOOTER));
    assertThat(run("SORT", "a", "STORE", "b")).isEqualTo(integer(0));
    assertThat(run("RENAME", "a", "b")).isEqualTo(error(Errors.NO_SUCH_KEY));
    assertThat(run("LISTCACHES")).isEqualTo(array());
  }

  @Test
  void waitaof_withoutAJournal_saysSo() {
    assertThat(run("WAITAOF", "0", "1", "10")).isEqualTo(array(integer(0), integer(0)));
    assertThat(run("WAITAOF", "1", "0", "0")).isEqualTo(error(Errors.NO_LOCAL_AOF));
    assertThat(run("WAITAOF", "2", "0", "0")).isEqualTo(error(Errors.NOT_0_OR_1));
    assertThat(run("WAITAOF", "0", "-1", "0")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("WAITAOF", "0", "0", "-1")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
  }
}
