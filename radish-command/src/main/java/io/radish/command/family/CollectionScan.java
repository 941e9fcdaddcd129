// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.value.Entry;
import io.radish.value.ValueType;

/** {@code HSCAN}, {@code SSCAN} and {@code ZSCAN}, but for how each type is walked. */
final class CollectionScan {
  private static final int CURSOR = 2;

  /** How a collection is walked, from a cursor on. */
  @FunctionalInterface
  interface Walk {
    /**
     * Adds what is wanted to {@code found}.
     *
     * @return where to go on; 0 at the end
     */
    long walk(Entry collection, long from, ScanArguments wanted, KeyBuffer found);
  }

  private CollectionScan() {}

  /** Reads the request, walks, and answers. */
  static void run(Call call, ValueType type, Walk walk) {
    ArgumentCursor latch = call.cursor(CURSOR);
    long from = ScanArguments.cursor(call, CURSOR, latch);
    if (call.refused(latch)) {
      return;
    }
    Entry collection = call.find(0);
    if (collection == null) {
      call.reply().array(2);
      call.reply().bulk("0");
      call.reply().array(0);
      return;
    }
    if (!call.expect(collection, type)) {
      return;
    }
    ScanArguments wanted = ScanArguments.read(call, CURSOR + 1);
    if (wanted == null) {
      return;
    }
    try (KeyBuffer found = new KeyBuffer()) {
      long next = walk.walk(collection, from, wanted, found);
      call.reply().array(2);
      call.reply().bulk(Long.toString(next));
      found.writeTo(call.reply());
    }
  }
}
