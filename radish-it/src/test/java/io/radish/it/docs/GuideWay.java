// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import io.radish.backup.BackupInfo;
import io.radish.backup.PersistenceHandler;
import io.radish.resp.Reply;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.FakeServer;
import java.io.IOException;
import java.util.List;

/** What the guide's scenarios do, in one of the ways in which it can be done. */
interface GuideWay {
  /** The ways there are. */
  enum Kind {
    JAVA {
      @Override
      GuideWay open(Store store, PersistenceHandler persistence, ManualClock clock) {
        return new InJava(store, persistence);
      }
    },
    COMMANDS {
      @Override
      GuideWay open(Store store, PersistenceHandler persistence, ManualClock clock) {
        return new ByCommands(CommandDriver.open(2, store, clock, new FakeServer(), persistence));
      }
    };

    abstract GuideWay open(Store store, PersistenceHandler persistence, ManualClock clock);
  }

  /** A backup file. */
  record File(String name, String cache) {}

  void backUpAll() throws Exception;

  void backUp(String cache) throws Exception;

  void deleteCache(String cache);

  /** All of them, newest first. */
  List<File> backups() throws IOException;

  /** The names of one cache's, newest first. */
  List<String> backupsOf(String cache) throws IOException;

  /** Restores a file; the cache it was. */
  String restore(String file) throws IOException;

  long cleanUp(int days) throws IOException;

  /** Through the handler. */
  record InJava(Store store, PersistenceHandler persistence) implements GuideWay {
    @Override
    public void backUpAll() throws InterruptedException {
      if (persistence.backupAll().containsValue(false)) {
        throw new IllegalStateException("a backup failed");
      }
    }

    @Override
    public void backUp(String cache) throws InterruptedException {
      if (!persistence.backupCache(cache)) {
        throw new IllegalStateException("the backup of " + cache + " failed");
      }
    }

    @Override
    public void deleteCache(String cache) {
      store.deleteCache(cache);
    }

    @Override
    public List<File> backups() throws IOException {
      return persistence.listBackups().stream()
          .map(backup -> new File(backup.filename(), backup.cache()))
          .toList();
    }

    @Override
    public List<String> backupsOf(String cache) throws IOException {
      return persistence.listBackups(cache).stream().map(BackupInfo::filename).toList();
    }

    @Override
    public String restore(String file) throws IOException {
      return persistence.restoreCache(persistence.folder().resolve(file));
    }

    @Override
    public long cleanUp(int days) throws IOException {
      return persistence.cleanupOldBackups(days);
    }
  }

  /** Through a client's commands. */
  record ByCommands(CommandDriver client) implements GuideWay {
    private Reply run(String command) {
      Reply reply = client.run(command.split(" ", -1));
      if (reply instanceof Reply.Failure failure) {
        throw new IllegalStateException(failure.message());
      }
      return reply;
    }

    private static List<Reply> items(Reply reply) {
      if (reply instanceof Reply.Array array) {
        return array.items();
      }
      throw new IllegalStateException("expected an array, not " + reply);
    }

    private static String text(Reply reply) {
      if (reply instanceof Reply.Bulk bulk) {
        return bulk.text();
      }
      throw new IllegalStateException("expected a string, not " + reply);
    }

    private void backUpBy(String command) {
      for (Reply result : items(run(command))) {
        if (!text(items(result).get(2)).equals("ok")) {
          throw new IllegalStateException(result.toString());
        }
      }
    }

    @Override
    public void backUpAll() {
      backUpBy("BACKUP NOW");
    }

    @Override
    public void backUp(String cache) {
      backUpBy("BACKUP NOW " + cache);
    }

    @Override
    public void deleteCache(String cache) {
      run("DELETECACHE " + cache);
    }

    @Override
    public List<File> backups() {
      return list("BACKUP LIST");
    }

    private List<File> list(String command) {
      return items(run(command)).stream()
          .map(ByCommands::items)
          .map(fields -> new File(text(fields.get(0)), text(fields.get(1))))
          .toList();
    }

    @Override
    public List<String> backupsOf(String cache) {
      return list("BACKUP LIST " + cache).stream().map(File::name).toList();
    }

    @Override
    public String restore(String file) {
      return text(items(run("BACKUP RESTORE " + file)).getFirst());
    }

    @Override
    public long cleanUp(int days) {
      Reply reply = run("BACKUP CLEANUP " + days);
      if (reply instanceof Reply.Int number) {
        return number.value();
      }
      throw new IllegalStateException("expected a number, not " + reply);
    }
  }
}
