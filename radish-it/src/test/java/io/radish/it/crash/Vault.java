// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A cache so large that backing it up and restoring it take a while, whose keys all tell the same
 * number: that of the state it is in. So a half of one state and a half of another are noticed.
 */
final class Vault {
  static final String NAME = "vault";

  /** The state of a cache that is not there. */
  static final int NONE = 0;

  private static final int KEYS = 8_000;
  private static final int AT_ONCE = 500;
  private static final String PADDING = "x".repeat(100);

  private Vault() {}

  private static String key(int number) {
    return "vault:" + number;
  }

  /** Brings all of it into that state. */
  static void fill(Wire wire, int state) throws IOException {
    for (int from = 0; from < KEYS; from += AT_ONCE) {
      List<String> words = new ArrayList<>(List.of("MSET"));
      for (int i = from; i < from + AT_ONCE; i++) {
        words.add(key(i));
        words.add(state + ":" + PADDING);
      }
      wire.add(Request.in(NAME, words));
    }
    wire.flush();
    for (int from = 0; from < KEYS; from += AT_ONCE) {
      String answer = Wire.text(wire.read());
      if (!answer.equals("OK")) {
        throw new AssertionError("MSET: " + answer);
      }
    }
  }

  /** Deletes it. */
  static void delete(Wire wire) throws IOException {
    String answer = wire.text("DELETECACHE", NAME);
    if (answer.startsWith("-")) {
      throw new AssertionError("DELETECACHE: " + answer);
    }
  }

  /** The state it is in; it must be in one, with all its keys and no others. */
  static int state(Wire wire) throws IOException {
    long count = Long.parseLong(Wire.text(wire.run(Request.in(NAME, List.of("DBSIZE")))));
    for (int from = 0; from < KEYS; from += AT_ONCE) {
      List<String> words = new ArrayList<>(List.of("MGET"));
      for (int i = from; i < from + AT_ONCE; i++) {
        words.add(key(i));
      }
      wire.add(Request.in(NAME, words));
    }
    wire.flush();
    int state = -1;
    for (int from = 0; from < KEYS; from += AT_ONCE) {
      for (Reply item : ((Reply.Array) wire.read()).items()) {
        int found = item instanceof Reply.Bulk bulk ? stateIn(bulk.text()) : NONE;
        if (state >= 0 && found != state) {
          throw new AssertionError(
              "half of the vault is in state %d, half in %d".formatted(state, found));
        }
        state = found;
      }
    }
    if (count != (state == NONE ? 0 : KEYS)) {
      throw new AssertionError("the vault in state %d has %d keys".formatted(state, count));
    }
    return state;
  }

  private static int stateIn(String value) {
    int colon = value.indexOf(':');
    if (!value.substring(colon + 1).equals(PADDING)) {
      throw new AssertionError("a value of the vault is damaged: " + value);
    }
    return Integer.parseInt(value.substring(0, colon));
  }
}
