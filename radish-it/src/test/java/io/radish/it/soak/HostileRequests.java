// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import io.radish.it.command.CommandGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The requests of one visit: from the table, from the generator that is compared with Redis, and
 * special ones; now and then with words taken away, added, doubled or exchanged.
 */
final class HostileRequests {
  /** When deadlines of the generator lie, whatever the clock says: requests depend on the seed. */
  private static final long NOW_SECONDS = 4_000_000_000L;

  /** Requests that would hurt the test, not the server, if words were taken from them. */
  private static final List<String> LEFT_ALONE = List.of("CLIENT", "CONFIG", "ACL", "DEBUG");

  private final Random random;
  private final OddWords words;
  private final TableRequests table;
  private final CommandGenerator generator;
  private final SpecialRequests special;

  HostileRequests(Random random, HostilePayloads payloads) {
    this.random = random;
    words = new OddWords(random);
    table = new TableRequests(random, words);
    generator = new CommandGenerator(random, NOW_SECONDS);
    special = new SpecialRequests(random, words, payloads, this::plain);
  }

  List<String> next() {
    List<String> request = new ArrayList<>(random.nextInt(4) == 0 ? special.next() : plain());
    if (random.nextInt(15) == 0 && !LEFT_ALONE.contains(request.getFirst())) {
      mutate(request);
    }
    return request;
  }

  private List<String> plain() {
    return random.nextInt(3) == 0 ? generator.next() : table.next();
  }

  private void mutate(List<String> request) {
    int at = random.nextInt(request.size());
    switch (random.nextInt(4)) {
      case 0 -> {
        if (request.size() > 1) {
          request.remove(at);
        }
      }
      case 1 -> request.add(at, request.get(random.nextInt(request.size())));
      case 2 -> request.add(words.word());
      default -> {
        if (at > 0) {
          request.set(at, words.word());
        }
      }
    }
  }
}
