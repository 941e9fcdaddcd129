// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import java.util.Arrays;

/** {@code DEBUG POPULATE}: makes strings {@code key:0}, {@code key:1} and so on. */
final class DebugPopulation {
  /** All shards are locked meanwhile, and a wrong count is not to fill the memory. */
  private static final long MOST_KEYS = 100_000_000;

  private static final long MOST_BYTES = 512L << 20;
  private static final String BAD_NUMBER = "ERR value is out of range, must be positive";

  private DebugPopulation() {}

  /** Makes those that are not there; whether the request has the right number of arguments. */
  static boolean make(Call call) {
    if (call.count() < 3 || call.count() > 5) {
      return false;
    }
    long count = number(call, 2, MOST_KEYS);
    long size = call.count() > 4 ? number(call, 4, MOST_BYTES) : 0;
    if (count < 0 || size < 0) {
      call.error(BAD_NUMBER);
      return true;
    }
    String prefix = call.count() > 3 ? call.arguments().text(3, Errors.MOST_TEXT) : "key";
    Keyspace keyspace = call.keyspaceForWrite();
    for (long i = 0; i < count; i++) {
      Key key = call.store().newKey().set(ByteView.of(prefix + ":" + i));
      if (keyspace.find(key, call.now()) == null) {
        keyspace.setString(key, value(i, (int) size), call.defaultDeadline(), call.now());
      }
    }
    call.reply().ok();
    return true;
  }

  /** {@code value:i}, or as much of it as has room, filled up with zero bytes. */
  private static ByteView value(long i, int size) {
    byte[] text = ("value:" + i).getBytes(US_ASCII);
    return ByteView.of(size == 0 ? text : Arrays.copyOf(text, size));
  }

  private static long number(Call call, int argument, long most) {
    long number = call.arguments().isLong(argument) ? call.arguments().toLong(argument) : -1;
    return number > most ? -1 : number;
  }
}
