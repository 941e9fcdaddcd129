// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;

/** A client that runs all kinds of requests on keys of its own, one by one or many at once. */
final class Writer implements Party {
  private static final int MOST_AT_ONCE = 32;

  private final String name;
  private final SplittableRandom random;
  private final InstantSource clock;
  private final Deeds deeds;
  private final Ledger ledger;

  Writer(String name, SplittableRandom random, InstantSource clock, long mayLoseNanos) {
    this.name = name;
    this.random = random;
    this.clock = clock;
    deeds = new Deeds(name, random.split());
    ledger = new Ledger(name, mayLoseNanos);
  }

  Ledger ledger() {
    return ledger;
  }

  String name() {
    return name;
  }

  @Override
  public void talk(Wire wire) throws IOException {
    while (true) {
      int count = random.nextBoolean() ? 1 : random.nextInt(2, MOST_AT_ONCE + 1);
      for (int i = 0; i < count; i++) {
        Request request = deeds.next(ledger.next(), clock.millis());
        ledger.sent(request);
        wire.add(request.words());
      }
      wire.flush();
      for (int i = 0; i < count; i++) {
        ledger.answered(wire.read());
      }
    }
  }

  @Override
  public void settle(Wire wire, long killedNanos) throws IOException {
    long from = clock.millis();
    Holdings found = read(wire, deeds.keys());
    for (Content content : found.contents().values()) {
      if (content.expiresAt() > 0 && content.expiresAt() < from) {
        throw new AssertionError(name + ": it had expired, and is back: " + found.contents());
      }
    }
    ledger.settle(found, clock.millis(), killedNanos);
  }

  /** What is under those keys. */
  static Holdings read(Wire wire, List<Holdings.Key> keys) throws IOException {
    for (Holdings.Key key : keys) {
      List<String> read =
          Deeds.isList(key)
              ? List.of("LRANGE", key.name(), "0", "-1")
              : List.of(Deeds.isHash(key) ? "HGETALL" : "GET", key.name());
      wire.add(Request.in(key.cache(), List.of("PEXPIRETIME", key.name())));
      wire.add(Request.in(key.cache(), read));
    }
    wire.flush();
    Holdings found = new Holdings();
    for (Holdings.Key key : keys) {
      long expiresAt = Math.max(0, Long.parseLong(Wire.text(wire.read())));
      switch (wire.read()) {
        case Reply.Nil _ -> {}
        case Reply.Bulk bulk -> found.put(key, Content.text(bulk.text()).expiringAt(expiresAt));
        case Reply.Array array -> {
          List<String> items = array.items().stream().map(Wire::text).toList();
          if (!items.isEmpty()) {
            Content content = Deeds.isHash(key) ? Content.hash(items) : Content.list(items);
            found.put(key, content.expiringAt(expiresAt));
          }
        }
        case Reply other -> throw new AssertionError(key + ": " + other);
      }
    }
    return found;
  }

  @Override
  public long acknowledgedWrites() {
    return ledger.acknowledgedWrites();
  }
}
