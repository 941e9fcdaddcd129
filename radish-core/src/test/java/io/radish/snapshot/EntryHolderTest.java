// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryHolderTest {
  private static final int LONG = 200_000;

  private final List<String> seen = new ArrayList<>();
  private final EntryHolder holder =
      new EntryHolder(held -> seen.add(held.entry().key().toText() + ":" + value(held.entry())));

  private static ByteView of(String text) {
    return ByteView.of(text);
  }

  private static String value(EntryCursor entry) {
    if (entry.type() == ValueType.STRING) {
      return entry.string().toText();
    }
    List<String> elements = new ArrayList<>();
    while (entry.nextElement()) {
      elements.add(entry.element().toText());
    }
    return elements.toString();
  }

  @Test
  void entries_pushed_areShownOneAfterTheOther_asOftenAsWanted() {
    holder.string(of("a"), 5, of("1"));
    assertThat(holder.entry().expiresAtMillis()).isEqualTo(5);
    holder.beginCollection(ValueType.LIST, of("l"), EntryCursor.NO_EXPIRY);
    holder.element(of("x"));
    holder.element(of("y".repeat(LONG)));
    holder.endCollection();
    assertThat(holder.entry().elementCount()).isEqualTo(2);
    assertThat(value(holder.entry())).isEqualTo(value(holder.entry())).hasSize(LONG + 5);
    holder.beginString(of("k".repeat(LONG)), EntryCursor.NO_EXPIRY, LONG);
    for (int i = 0; i < LONG; i += 1000) {
      holder.stringPart(of("z".repeat(1000)));
    }
    holder.endString();
    holder.beginCollection(ValueType.LIST, of("empty"), EntryCursor.NO_EXPIRY);
    holder.endCollection();
    holder.string(of(""), EntryCursor.NO_EXPIRY, of(""));
    assertThat(seen)
        .containsExactly(
            "a:1",
            "l:[x, " + "y".repeat(LONG) + "]",
            "k".repeat(LONG) + ":" + "z".repeat(LONG),
            "empty:[]",
            ":");
    holder.close();
  }

  @Test
  void entryThatBreaksOff_andBeginsAnew_isShownOnce() {
    holder.beginString(of("s"), EntryCursor.NO_EXPIRY, 10);
    holder.stringPart(of("12345"));
    holder.beginString(of("s"), EntryCursor.NO_EXPIRY, 2);
    holder.stringPart(of("ab"));
    assertThatThrownBy(() -> holder.stringPart(of("c")))
        .isInstanceOf(IllegalArgumentException.class);
    holder.endString();
    holder.beginCollection(ValueType.LIST, of("l"), EntryCursor.NO_EXPIRY);
    holder.element(of("x"));
    holder.beginCollection(ValueType.LIST, of("l"), EntryCursor.NO_EXPIRY);
    holder.element(of("y"));
    holder.endCollection();
    assertThat(seen).containsExactly("s:ab", "l:[y]");
    holder.close();
  }

  @Test
  void chosenEntries_passOnWhatIsWanted_andCountWhatCameWhole() {
    ChosenEntries chosen = new ChosenEntries(holder, key -> key.get(0) == 'a', 100);
    chosen.string(of("a1"), 100, of("1"));
    chosen.string(of("b1"), 100, of("1"));
    chosen.beginString(of("a2"), EntryCursor.NO_EXPIRY, 1);
    chosen.beginString(of("a2"), EntryCursor.NO_EXPIRY, 1);
    chosen.stringPart(of("2"));
    chosen.endString();
    chosen.beginCollection(ValueType.LIST, of("b2"), EntryCursor.NO_EXPIRY);
    chosen.element(of("x"));
    chosen.endCollection();
    chosen.beginCollection(ValueType.LIST, of("a3"), 101);
    chosen.element(of("x"));
    chosen.endCollection();
    assertThat(seen).containsExactly("a1:1", "a2:2", "a3:[x]");
    assertThat(chosen.chosenCount()).isEqualTo(3);
    assertThat(chosen.expiredCount()).isEqualTo(1);
    holder.close();
  }
}
