// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.journal.Fsync;
import io.radish.journal.JournalSettings;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import io.radish.store.StreamEdits;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams over lives of a store: from the journal, from checkpoints, and from backups. */
@Timeout(120)
class StreamRecoveryTest {
  private static final ByteView GROUP = ByteView.of("group");
  private static final ByteView CONSUMER = ByteView.of("consumer");

  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private Store store = newStore();

  private Store newStore() {
    return Store.builder().shards(4).clock(clock).build();
  }

  @AfterEach
  void closeStore() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  /** Does something under the locks of all keys. */
  private interface Work {
    void run(Keyspace users, Key key, @Nullable Entry stream);
  }

  private void with(String name, Work work) {
    ShardLocks locks = store.newLocks();
    locks.addAll();
    locks.acquireUninterruptibly();
    try {
      Keyspace users = store.findOrCreate(KeyspaceName.parse("users"));
      Key key = store.newKey().set(ByteView.of(name));
      work.run(users, key, users.find(key, clock.millis()));
    } finally {
      locks.release();
    }
  }

  private void add(String name, int count) {
    for (int i = 0; i < count; i++) {
      with(
          name,
          (users, key, stream) -> {
            StreamId last = stream == null ? StreamId.ZERO : StreamValue.lastId(stream);
            try (StreamFields fields = new StreamFields()) {
              fields.add(ByteView.of("field")).add(ByteView.of("value of " + last));
              Entry _ =
                  users
                      .streams()
                      .add(
                          key,
                          stream,
                          Objects.requireNonNull(last.next()),
                          fields.bytes(new ByteView()),
                          clock.millis());
            }
          });
    }
  }

  /** A stream with everything: entries added, deleted and trimmed, a group, pending entries. */
  private void fill(String name) {
    add(name, 300);
    with(
        name,
        (users, key, found) -> {
          Entry stream = Objects.requireNonNull(found);
          long now = clock.millis();
          StreamEdits edits = users.streams();
          edits.trim(stream, 20, now);
          int _ = edits.delete(stream, List.of(new StreamId(0, 100), new StreamId(0, 200)), now);
          edits.createGroup(key, stream, GROUP, StreamId.ZERO, -1, now);
          int group = Objects.requireNonNull(StreamGroups.find(stream, GROUP)).number();
          StreamGroups.Consumer by = edits.consumer(stream, group, GROUP, CONSUMER, now);
          StreamEdits.Claimant claimant =
              new StreamEdits.Claimant(group, GROUP, by.number(), CONSUMER);
          List<StreamId> ids = new ArrayList<>();
          for (int i = 50; i < 150; i++) {
            ids.add(new StreamId(0, i));
          }
          edits.claim(stream, claimant, ids, now, 1, now);
          edits.setActive(stream, group, CONSUMER, by.number(), now);
          int _ = edits.acknowledge(stream, group, GROUP, ids.subList(0, 10), now);
          edits.setGroup(stream, GROUP, group, new StreamId(0, 149), 149, now);
          users.setDeadline(stream, now + 1_000_000_000L);
        });
  }

  private List<String> lines(String name) {
    List<String> lines = new ArrayList<>();
    with(
        name,
        (users, key, found) -> {
          Entry stream = Objects.requireNonNull(found, name);
          lines.add("deadline " + (stream.deadline() != RecordLayout.NO_DEADLINE));
          ElementCursor cursor = new ElementCursor().open(stream);
          ByteView element = new ByteView();
          while (cursor.next(element)) {
            lines.add(HexFormat.of().formatHex(element.toBytes()));
          }
          assertThat(StreamElements.part(StreamElements.state())).isNotNull();
        });
    return lines;
  }

  private Durability begin() throws IOException {
    store.close();
    store = newStore();
    JournalSettings journal = JournalSettings.in(home.resolve("journal"));
    JournalSettings onClock =
        new JournalSettings(
            journal.folder(),
            journal.disk(),
            clock,
            System::nanoTime,
            journal.ids(),
            Fsync.EVERYSEC,
            journal.segmentBytes());
    return Durability.open(
        store,
        DurabilitySettings.in(home.resolve("journal")).withJournal(onClock).withoutThreads());
  }

  /** What is done in one life. */
  private interface Life {
    void live(Durability durability) throws Exception;
  }

  private void run(Life life) throws Exception {
    try (Durability durability = begin()) {
      RecoveryReport _ = durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      life.live(durability);
    }
  }

  @Test
  void streams_afterAClose_areThereAgain() throws Exception {
    run(
        durability -> {
          fill("s");
          with(
              "empty",
              (users, key, stream) ->
                  users.streams().createGroup(key, null, GROUP, StreamId.MAX, -1, 1));
        });
    List<String> before = lines("s");
    List<String> empty = lines("empty");
    run(
        durability -> {
          assertThat(lines("s")).isEqualTo(before);
          assertThat(lines("empty")).isEqualTo(empty);
          durability.checkpointNow();
          add("s", 10);
          with("s", (users, key, s) -> users.streams().trim(Objects.requireNonNull(s), 5, 1));
        });
    List<String> after = lines("s");
    assertThat(after).isNotEqualTo(before);
    run(durability -> assertThat(lines("s")).isEqualTo(after));
  }

  @Test
  void copiesAndRenames_afterAClose_areThereAgain() throws Exception {
    run(
        durability -> {
          fill("s");
          with(
              "s",
              (users, key, s) -> {
                Entry stream = Objects.requireNonNull(s);
                Keyspace other = store.findOrCreate(KeyspaceName.parse("other"));
                Key copy = store.newKey().set(ByteView.of("copy"));
                users.moves().copy(stream, users, copy, stream.deadline(), 1);
                users
                    .moves()
                    .copy(
                        Objects.requireNonNull(users.find(key, 1)),
                        other,
                        copy,
                        stream.deadline(),
                        1);
                users
                    .moves()
                    .move(
                        Objects.requireNonNull(users.find(copy, 1)),
                        users,
                        store.newKey().set(ByteView.of("renamed")),
                        stream.deadline(),
                        1);
              });
        });
    List<String> before = lines("s");
    run(
        durability -> {
          assertThat(lines("s")).isEqualTo(before);
          assertThat(lines("renamed")).isEqualTo(before);
          store.findOrCreate(KeyspaceName.parse("other"));
        });
  }

  @Test
  void streams_restoredFromABackup_areTheSame() throws Exception {
    fill("s");
    List<String> before = lines("s");
    PersistenceHandler backups =
        PersistenceHandler.builder(store).folder(home.resolve("backups")).clock(clock).build();
    backups.backupCache("users");
    Path file = backups.listBackups("users").getFirst().filepath();
    add("s", 5);
    assertThat(lines("s")).isNotEqualTo(before);
    backups.restore(file, RestoreOptions.REPLACE);
    assertThat(lines("s")).isEqualTo(before);
    add("s", 5);
    backups.restore(file, RestoreOptions.REPLACE.merging());
    assertThat(lines("s")).isEqualTo(before);
  }
}
