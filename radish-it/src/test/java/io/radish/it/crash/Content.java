// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * What a key holds.
 *
 * @param items a list's, or the one text of a string
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
