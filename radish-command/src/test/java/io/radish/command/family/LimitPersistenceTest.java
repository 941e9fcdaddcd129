// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of caches in backups, and backups against limits. */
class LimitPersistenceTest {
  @TempDir Path folder;

  @Test
  void limits_areInBackups_andComeBackWithACacheThatHasNone() throws Exception {
    try (Desk desk = new Desk(folder)) {
      DeskClient client = desk.connect();
      client.run("CACHESET", "users", "k", "v");
      client.run("CACHECONFIG", "SET", "users", "maxmemory", "1mb", "policy", "volatile-ttl");
      client.run("CACHECONFIG", "SET", "default_store", "maxmemory", "2mb");
      client.run("BACKUP", "NOW");
      Path file = file("cache_users");
      assertThat(Files.readString(file))
          .contains("\"maxmemory\": 1048576,\n  \"maxmemory_policy\": \"volatile-ttl\",");
      assertThat(Files.readString(file("default_store")))
          .contains("\"maxmemory\": 2097152,")
          .doesNotContain("maxmemory_policy");

      client.run("DELETECACHE", "users");
      assertThat(client.text("BACKUP", "RESTORE", Objects.toString(file.getFileName())))
          .contains("users");
      assertThat(client.text("CACHECONFIG", "GET", "users")).contains("1048576", "volatile-ttl");

      client.run("CACHECONFIG", "SET", "users", "maxmemory", "3mb");
      client.run("BACKUP", "RESTORE", Objects.toString(file.getFileName()));
      assertThat(client.text("CACHECONFIG", "GET", "users")).contains("3145728", "volatile-ttl");
      assertThat(client.text("BACKUP", "VERIFY", Objects.toString(file.getFileName())))
          .isEqualTo("OK");
    }
  }

  @Test
  void restore_thatWouldNotFit_isRefusedWithWhatItNeeds() throws Exception {
    try (Desk desk = new Desk(folder)) {
      DeskClient client = desk.connect();
      for (int i = 0; i < 1000; i++) {
        client.run("CACHESET", "users", "k" + i, "v".repeat(1000));
      }
      client.run("BACKUP", "NOW");
      String file = Objects.toString(file("cache_users").getFileName());
      client.run("DELETECACHE", "users");
      client.run("CREATECACHE", "users");
      client.run("CACHECONFIG", "SET", "users", "maxmemory", "500kb");
      assertThat(client.text("BACKUP", "RESTORE", file))
          .startsWith("(error) ERR restoring 'users' needs about 10")
          .contains("bytes of memory, and its limits leave 512000: raise maxmemory or the quota");
      assertThat(client.text("BACKUP", "RESTORE", file, "MERGE")).contains("needs about 10");
      assertThat(client.text("CACHEKEYS", "users")).isEqualTo("(empty array)");
      client.run("CACHECONFIG", "SET", "users", "maxmemory", "2mb");
      assertThat(client.text("BACKUP", "RESTORE", file)).contains("users");

      client.run("DELETECACHE", "users");
      client.run("SET", "large", "x".repeat(1_000_000));
      desk.store.limits().setMaxBytes(1_900_000);
      assertThat(client.text("BACKUP", "RESTORE", file)).contains("needs about");
      client.run("DEL", "large");
      assertThat(client.text("BACKUP", "RESTORE", file)).contains("users");
    }
  }

  private Path file(String start) throws Exception {
    try (var files = Files.list(folder)) {
      return files
          .filter(each -> Objects.toString(each.getFileName()).startsWith(start))
          .findFirst()
          .orElseThrow();
    }
  }
}
