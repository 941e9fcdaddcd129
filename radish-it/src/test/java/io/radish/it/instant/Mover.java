// SPDX-License-Identifier: Apache-2.0
package io.radish.it.instant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.Jedis;

/**
 * A client that moves things, each by one command: amounts between accounts of one cache, tokens
 * between caches, elements between lists. Accounts and tokens are its own, the lists everybody's.
 */
final class Mover {
  static final String BANK = "bank";
  static final String QUEUES = "queues";
  static final List<String> PLACES = List.of("north", "south", "east");

  static final int ACCOUNTS = 40;
  static final int TOKENS = 60;
  static final int LISTS = 3;
  static final int ELEMENTS = 200;
  static final long AMOUNT = 1000;

  private final Jedis jedis;
  private final int number;
  private final Random random;
  private final long[] amounts = new long[ACCOUNTS];
  private final List<String> placeOf = new ArrayList<>();
  private long moves;

  Mover(Jedis jedis, int number, long seed) {
    this.jedis = jedis;
    this.number = number;
    random = new Random(seed + number);
  }

  /** Puts everything where it begins. */
  void begin() {
    for (int i = 0; i < ACCOUNTS; i++) {
      amounts[i] = AMOUNT;
      assertThat(in(BANK, "SET", account(i), Long.toString(AMOUNT))).isEqualTo("OK");
    }
    for (int i = 0; i < TOKENS; i++) {
      placeOf.add(PLACES.getFirst());
      assertThat(in(PLACES.getFirst(), "SET", token(i), Integer.toString(i))).isEqualTo("OK");
    }
  }

  private String account(int i) {
    return "account:" + number + ":" + i;
  }

  private String token(int i) {
    return "token:" + number + ":" + i;
  }

  static String list(int i) {
    return "queue:" + i;
  }

  private Object in(String cache, String... words) {
    List<String> all = new ArrayList<>(List.of(cache));
    all.addAll(List.of(words));
    Object reply =
        jedis.sendCommand(
            () -> "CACHE".getBytes(StandardCharsets.US_ASCII), all.toArray(String[]::new));
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : reply;
  }

  /** Moves things until told to stop; how many. */
  long run(BooleanSupplier stopped) {
    while (!stopped.getAsBoolean()) {
      switch (random.nextInt(3)) {
        case 0 -> moveAmount();
        case 1 -> moveToken();
        default -> moveElement();
      }
      moves++;
    }
    return moves;
  }

  private void moveAmount() {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = random.nextLong(amounts[from] + 1);
    amounts[from] -= amount;
    amounts[to] += amount;
    Object reply =
        in(
            BANK,
            "MSET",
            account(from),
            Long.toString(amounts[from]),
            account(to),
            Long.toString(amounts[to]));
    assertThat(reply).isEqualTo("OK");
  }

  private void moveToken() {
    int token = random.nextInt(TOKENS);
    String from = placeOf.get(token);
    String to = PLACES.get((PLACES.indexOf(from) + 1 + random.nextInt(2)) % PLACES.size());
    assertThat(in(from, "MOVE", token(token), to)).isEqualTo(1L);
    placeOf.set(token, to);
  }

  private void moveElement() {
    String from = list(random.nextInt(LISTS));
    String to = list(random.nextInt(LISTS));
    String side = random.nextBoolean() ? "LEFT" : "RIGHT";
    // Whoever comes to an empty list moves nothing.
    Object _ = in(QUEUES, "LMOVE", from, to, side, side.equals("LEFT") ? "RIGHT" : "LEFT");
  }
}
