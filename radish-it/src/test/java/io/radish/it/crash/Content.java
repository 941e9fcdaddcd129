// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a key holds.
 *
 * @param items a list's, a hash's pairs in the order of the fields, or the one text of a string
 * @param expiresAt in milliseconds since the epoch; 0 for never
 */
record Content(boolean isList, List<String> items, long expiresAt) {
  Content {
    items = List.copyOf(items);
  }

  static Content text(String text) {
    return new Content(false, List.of(text), 0);
  }

  static Content list(List<String> items) {
    return new Content(true, items, 0);
  }

  /** A hash of pairs that came in any order. */
  static Content hash(List<String> pairs) {
    Content unsorted = list(pairs);
    return unsorted.withFields(unsorted.fields());
  }

  /** What a hash holds. */
  TreeMap<String, String> fields() {
    TreeMap<String, String> fields = new TreeMap<>();
    for (int i = 0; i < items.size(); i += 2) {
      fields.put(items.get(i), items.get(i + 1));
    }
    return fields;
  }

  Content withFields(TreeMap<String, String> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach(
        (field, value) -> {
          pairs.add(field);
          pairs.add(value);
        });
    return withItems(pairs);
  }

  String text() {
    return items.getFirst();
  }

  List<String> copyOfItems() {
    return new ArrayList<>(items);
  }

  Content withText(String text) {
    return new Content(false, List.of(text), expiresAt);
  }

  Content withItems(List<String> others) {
    return new Content(true, others, expiresAt);
  }

  Content expiringAt(long millis) {
    return new Content(isList, items, millis);
  }
}
