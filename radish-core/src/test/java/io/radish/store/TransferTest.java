// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries on their way to other keys and keyspaces, beside {@link ModelTest}. */
class TransferTest {
  private static final int ELEMENTS = 20_000;

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(16).seed(3).clock(clock).build();
  private final Cache users = store.cache("users");
  private final Cache products = store.cache("products");

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private void move(Cache from, String key, Cache to, String target) {
    ShardLocks locks = store.newLocks();
    Key source = store.newKey().set(ByteView.of(key));
    Key aim = store.newKey().set(ByteView.of(target));
    locks.add(source);
    locks.add(aim);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = store.findOrCreate(from.name());
      Entry entry = Objects.requireNonNull(keyspace.find(source, clock.millis()));
      long deadline = entry.deadline();
      keyspace.moves().move(entry, store.findOrCreate(to.name()), aim, deadline, clock.millis());
    } finally {
      locks.release();
    }
  }

  private void pushMany(String key) {
    String[] elements = new String[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      elements[i] = "element " + i;
    }
    users.pushRight(key, elements);
  }

  /** The chunks of a list go along; only the record is made anew. */
  @Test
  void longList_movedWithinItsShard_takesNoMoreMemory() {
    pushMany("l");
    long before = store.stats().usedBytes();
    move(users, "l", products, "l");
    assertThat(store.stats().usedBytes()).isBetween(before - 2_000, before + 2_000);
    assertThat(products.list("l")).hasSize(ELEMENTS).endsWith("element " + (ELEMENTS - 1));
  }

  @Test
  void longList_movedToEveryShard_staysWhole() {
    pushMany("l0");
    for (int i = 0; i < 50; i++) {
      move(users, "l" + i, users, "l" + (i + 1));
      users.pushRight("l" + (i + 1), "more");
      users.popLeft("l" + (i + 1));
      store.maintenance().run(1000);
    }
    assertThat(users.list("l50")).hasSize(ELEMENTS).startsWith("element 50").endsWith("more");
  }

  @Test
  void cut_whileEverythingMoves_seesWhatWas() throws Exception {
    pushMany("l");
    users.set("s", "text", Duration.ofHours(1));
    List<String> before = users.list("l");
    try (Cut cut = store.cut(name -> true)) {
      move(users, "l", products, "l");
      move(products, "l", products, "m");
      products.pushRight("m", "more");
      products.popLeft("m");
      store.swap(users.name(), products.name());
      users.delete("m");
      move(products, "s", users, "t");
      assertThat(read(cut)).containsExactly("users l " + before.hashCode(), "users s text");
    }
    assertThat(users.get("t")).contains("text");
    assertThat(users.ttlMillis("t")).hasValue(Duration.ofHours(1).toMillis());
  }

  private static List<String> read(Cut cut) {
    List<String> lines = new ArrayList<>();
    CutBatch batch = new CutBatch();
    ByteView view = new ByteView();
    for (Cut.Part part : cut.parts()) {
      CutReader reader = cut.reader(part);
      while (reader.next(batch)) {
        for (int i = 0; i < batch.count(); i++) {
          String key = part.name() + " " + batch.key(i, view).toText() + " ";
          lines.add(key + (batch.kind(i) <= 2 ? batch.value(i, view).toText() : list(batch, i)));
        }
      }
      reader.letGo();
    }
    return lines.stream().sorted().toList();
  }

  private static int list(CutBatch batch, int i) {
    List<String> elements = new ArrayList<>();
    ByteView value = batch.value(i, new ByteView());
    MemorySegment root = value.segment();
    ListCursor cursor =
        new ListCursor(batch.memory())
            .open(batch.memory(), batch.kind(i), root, value.offset(), value.length());
    while (cursor.next(value)) {
      elements.add(value.toText());
    }
    return elements.hashCode();
  }

  @Test
  void listeners_hearOfBothEnds() throws Exception {
    List<String> heard = new ArrayList<>();
    users.set("a", "1");
    users.set("b", "old");
    try (AutoCloseable listening = store.listen(name -> true, event -> heard.add(show(event)))) {
      assertThat(listening).isNotNull();
      move(users, "a", users, "b");
      move(users, "b", products, "b");
      store.swap(users.name(), products.name());
    }
    assertThat(heard)
        .containsExactly(
            "DELETE users a 1>-",
            "SET users b old>1",
            "CREATE_CACHE products - ->-",
            "DELETE users b 1>-",
            "SET products b ->1",
            "CLEAR users - ->-",
            "CLEAR products - ->-");
  }

  private static String show(StoreEvent event) {
    ByteView key = event.key();
    String name = key == null ? "-" : key.toText();
    String change = show(event.oldValue()) + ">" + show(event.newValue());
    return event.type() + " " + event.keyspace() + " " + name + " " + change;
  }

  private static String show(StoreEvent.@Nullable Value value) {
    ByteView bytes = value == null ? null : value.bytes();
    return bytes == null ? "-" : bytes.toText();
  }

  @Test
  void preparedValue_thatIsGivenUp_leavesNothing() {
    Key key = store.newKey().set(ByteView.of("k"));
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      LooseEntry list =
          LooseEntry.ofCollection(
              store, key, ValueType.LIST, RecordLayout.NO_DEADLINE, clock.millis());
      for (int i = 0; i < ELEMENTS; i++) {
        ListValue.push(list, i % 2 == 0, ByteView.of("element " + i));
      }
      list.setDeadline(clock.millis() + 1);
      list.discard();
    } finally {
      locks.release();
    }
    assertThat(users.contains("k")).isFalse();
  }
}
