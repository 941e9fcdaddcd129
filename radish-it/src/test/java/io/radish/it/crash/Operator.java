// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A client that takes checkpoints and backups, and that changes, deletes and restores a cache which
 * nobody else writes: afterwards that is as before or as restored.
 */
final class Operator implements Party {
  private static final String VAULT = "vault";
  private static final int KEYS = 12;

  /** Backups of the vault that are restored again. */
  private static final int KEPT = 4;

  private final SplittableRandom random;
  private final InstantSource clock;
  private final Ledger ledger = new Ledger("operator");

  /** What the vault's backups hold, by file. */
  private final Map<String, Map<Holdings.Key, Content>> backups = new LinkedHashMap<>();

  private long checkpoints;
  private long restores;
  private long backupsTaken;

  Operator(SplittableRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  @Override
  public void talk(Wire wire) throws IOException {
    while (true) {
      switch (random.nextInt(8)) {
        case 0 -> checkpoint(wire);
        case 1 -> backUp(wire);
        case 2 -> empty(wire);
        case 3, 4 -> restore(wire);
        default -> run(wire, fill());
      }
    }
  }

  private Reply run(Wire wire, Request request) throws IOException {
    ledger.sent(request);
    Reply reply = wire.run(request.words());
    ledger.answered(reply);
    return reply;
  }

  private Request fill() {
    long number = ledger.next();
    List<String> pairs = new ArrayList<>();
    for (int i = random.nextInt(KEYS / 2); i < KEYS; i++) {
      pairs.add(key(i));
      pairs.add("v" + number);
    }
    return Deeds.setAll(VAULT, pairs);
  }

  private static String key(int number) {
    return "operator:s" + number;
  }

  private void checkpoint(Wire wire) throws IOException {
    String answer = wire.text("BGREWRITEAOF");
    if (answer.endsWith("started")) {
      checkpoints++;
    } else if (!answer.endsWith("already in progress")) {
      throw new AssertionError("BGREWRITEAOF: " + answer);
    }
  }

  private void backUp(Wire wire) throws IOException {
    run(wire, fill());
    Reply reply = wire.run("BACKUP", "NOW", VAULT);
    List<String> words = words(reply);
    if (words.size() != 3 || !words.get(2).equals("ok")) {
      throw new AssertionError("BACKUP NOW: " + reply.toText());
    }
    backups.put(words.get(1), vault());
    backupsTaken++;
    if (backups.size() > KEPT) {
      backups.remove(backups.keySet().iterator().next());
    }
  }

  private static List<String> words(Reply reply) {
    return reply instanceof Reply.Array array
        ? array.items().stream().flatMap(item -> words(item).stream()).toList()
        : List.of(Wire.text(reply));
  }

  private Map<Holdings.Key, Content> vault() {
    Map<Holdings.Key, Content> vault = new LinkedHashMap<>(ledger.holdings().contents());
    vault.keySet().removeIf(key -> !key.cache().equals(VAULT));
    return vault;
  }

  /** Deletes the whole cache; it is made first, because deleting what is not there is an error. */
  private void empty(Wire wire) throws IOException {
    run(wire, fill());
    run(wire, Request.write("", List.of("DELETECACHE", VAULT), holdings -> holdings.clear(VAULT)));
  }

  private void restore(Wire wire) throws IOException {
    if (backups.isEmpty()) {
      return;
    }
    List<String> files = new ArrayList<>(backups.keySet());
    String file = files.get(random.nextInt(files.size()));
    Map<Holdings.Key, Content> restored = Objects.requireNonNull(backups.get(file));
    run(
        wire,
        Request.write(
            "",
            List.of("BACKUP", "RESTORE", file),
            holdings -> {
              Reply _ = holdings.replace(VAULT, restored);
              return null;
            }));
    restores++;
  }

  @Override
  public void settle(Wire wire, long killedNanos) throws IOException {
    List<Holdings.Key> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(new Holdings.Key(VAULT, key(i)));
    }
    ledger.settle(Writer.read(wire, keys), clock.millis(), killedNanos);
  }

  @Override
  public long acknowledgedWrites() {
    return ledger.acknowledgedWrites();
  }

  /** What it has done so far. */
  String done() {
    return "%d checkpoints asked for, %d backups, %d restores"
        .formatted(checkpoints, backupsTaken, restores);
  }
}
