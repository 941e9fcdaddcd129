// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a server holds for one client, as Redis' documentation has it; with the replies. */
final class Holdings {
  private static final Reply OK = new Reply.Simple("OK");
  private static final Reply NIL = new Reply.Nil();

  /** A key in a cache; the default store's has an empty name. */
  record Key(String cache, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byCache = cache.compareTo(other.cache);
      return byCache != 0 ? byCache : name.compareTo(other.name);
    }
  }

  private final Map<Key, Content> contents = new TreeMap<>();

  Holdings copy() {
    Holdings copy = new Holdings();
    copy.contents.putAll(contents);
    return copy;
  }

  Map<Key, Content> contents() {
    return contents;
  }

  void put(Key key, Content content) {
    contents.put(key, content);
  }

  /** Forgets what has expired. */
  void expire(long nowMillis) {
    contents.values().removeIf(each -> each.expiresAt() > 0 && each.expiresAt() <= nowMillis);
  }

  /** The keys whose contents differ, with both. */
  List<String> differences(Holdings other) {
    TreeSet<Key> all = new TreeSet<>(contents.keySet());
    all.addAll(other.contents.keySet());
    List<String> differences = new ArrayList<>();
    for (Key key : all) {
      Content mine = contents.get(key);
      Content others = other.contents.get(key);
      if (mine == null ? others != null : !mine.equals(others)) {
        differences.add(key + ": " + shortened(mine) + " instead of " + shortened(others));
      }
    }
    return differences;
  }

  private static String shortened(@Nullable Content content) {
    String text = String.valueOf(content);
    return text.length() <= 300 ? text : text.substring(0, 300) + "… (" + text.length() + ")";
  }

  // ---- commands ----

  Reply set(Key key, String value, long expiresAt) {
    contents.put(key, Content.text(value).expiringAt(expiresAt));
    return OK;
  }

  Reply setAll(String cache, List<String> pairs) {
    for (int i = 0; i < pairs.size(); i += 2) {
      contents.put(new Key(cache, pairs.get(i)), Content.text(pairs.get(i + 1)));
    }
    return OK;
  }

  Reply increment(Key key) {
    Content before = contents.getOrDefault(key, Content.text("0"));
    long after = Long.parseLong(before.text()) + 1;
    contents.put(key, before.withText(Long.toString(after)));
    return new Reply.Int(after);
  }

  Reply append(Key key, String more) {
    Content before = contents.getOrDefault(key, Content.text(""));
    Content after = before.withText(before.text() + more);
    contents.put(key, after);
    return new Reply.Int(after.text().length());
  }

  Reply push(Key key, boolean left, List<String> items) {
    Content before = contents.getOrDefault(key, Content.list(List.of()));
    List<String> after = before.copyOfItems();
    if (left) {
      items.forEach(after::addFirst);
    } else {
      after.addAll(items);
    }
    contents.put(key, before.withItems(after));
    return new Reply.Int(after.size());
  }

  /** Sets fields; a hash is held as its pairs, in the order of the fields. */
  Reply setFields(Key key, List<String> pairs) {
    Content before = contents.getOrDefault(key, Content.list(List.of()));
    TreeMap<String, String> after = before.fields();
    int size = after.size();
    for (int i = 0; i < pairs.size(); i += 2) {
      after.put(pairs.get(i), pairs.get(i + 1));
    }
    contents.put(key, before.withFields(after));
    return new Reply.Int(after.size() - size);
  }

  Reply removeFields(Key key, List<String> fields) {
    Content before = contents.get(key);
    if (before == null) {
      return new Reply.Int(0);
    }
    TreeMap<String, String> after = before.fields();
    long removed = fields.stream().filter(field -> after.remove(field) != null).count();
    keepItems(key, before, before.withFields(after).items());
    return new Reply.Int(removed);
  }

  Reply incrementField(Key key, String field) {
    Content before = contents.getOrDefault(key, Content.list(List.of()));
    long after = Long.parseLong(before.fields().getOrDefault(field, "0")) + 1;
    Reply _ = setFields(key, List.of(field, Long.toString(after)));
    return new Reply.Int(after);
  }

  Reply popLeft(Key key) {
    Content before = contents.get(key);
    if (before == null) {
      return NIL;
    }
    List<String> after = before.copyOfItems();
    String popped = after.removeFirst();
    keepItems(key, before, after);
    return bulk(popped);
  }

  /** {@code LMOVE from to LEFT RIGHT}. */
  Reply rotate(Key from, Key to) {
    Content before = contents.get(from);
    if (before == null) {
      return NIL;
    }
    List<String> after = before.copyOfItems();
    String moved = after.removeFirst();
    if (from.equals(to)) {
      after.add(moved);
      contents.put(from, before.withItems(after));
    } else {
      keepItems(from, before, after);
      push(to, false, List.of(moved));
    }
    return bulk(moved);
  }

  private void keepItems(Key key, Content before, List<String> after) {
    if (after.isEmpty()) {
      contents.remove(key);
    } else {
      contents.put(key, before.withItems(after));
    }
  }

  Reply delete(Collection<Key> keys) {
    return new Reply.Int(keys.stream().filter(key -> contents.remove(key) != null).count());
  }

  Reply takeOut(Key key) {
    Content before = contents.remove(key);
    return before == null ? NIL : bulk(before.text());
  }

  Reply rename(Key from, Key to) {
    Content moved = contents.remove(from);
    if (moved == null) {
      return new Reply.Failure("ERR no such key");
    }
    contents.put(to, moved);
    return OK;
  }

  /** {@code COPY from to REPLACE}. */
  Reply copy(Key from, Key to) {
    Content copied = contents.get(from);
    if (copied == null) {
      return new Reply.Int(0);
    }
    contents.put(to, copied);
    return new Reply.Int(1);
  }

  Reply expireAt(Key key, long millis) {
    Content before = contents.get(key);
    if (before == null) {
      return new Reply.Int(0);
    }
    contents.put(key, before.expiringAt(millis));
    return new Reply.Int(1);
  }

  Reply persist(Key key) {
    Content before = contents.get(key);
    if (before == null || before.expiresAt() == 0) {
      return new Reply.Int(0);
    }
    contents.put(key, before.expiringAt(0));
    return new Reply.Int(1);
  }

  Reply get(Key key) {
    Content content = contents.get(key);
    return content == null ? NIL : bulk(content.text());
  }

  Reply items(Key key) {
    Content content = contents.get(key);
    List<String> items = content == null ? List.of() : content.items();
    return new Reply.Array(items.stream().map(Holdings::bulk).toList());
  }

  /** Has a cache hold this and nothing else. */
  Reply replace(String cache, Map<Key, Content> by) {
    clear(cache);
    contents.putAll(by);
    return OK;
  }

  Reply clear(String cache) {
    contents.keySet().removeIf(key -> key.cache().equals(cache));
    return OK;
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }
}
