// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * A client that does one {@link Operation} in each life of a server, on a {@link Vault} that nobody
 * else writes, and that tells when it has begun.
 *
 * <p>After the next start the vault is as before the operation or as after it, each backup that is
 * listed is good, and none is gone that was to stay.
 */
final class Custodian implements Party {
  /** What a clean-up finds: as many whole runs. */
  private static final int RUNS_TO_CLEAN = 3;

  private final SplittableRandom random;
  private final Shelf shelf;

  /** How many operations that were cut off were found done after all. */
  private final Map<Operation, Integer> doneUnanswered = new EnumMap<>(Operation.class);

  /** What was done in the last life until {@link #settle}, and is done in this one from then on. */
  private Operation operation = Operation.BACKUP;

  private Operation next = Operation.BACKUP;
  private CountDownLatch begun = new CountDownLatch(0);
  private volatile boolean sent;
  private volatile boolean answered;

  /** The vault's state, as far as acknowledged. */
  private int state = Vault.NONE;

  /** What the operation would make of it. */
  private int wanted = Vault.NONE;

  private int lastState;
  private int operationsDone;

  Custodian(SplittableRandom random, Path backups) {
    this.random = random;
    shelf = new Shelf(backups);
  }

  /** Chooses what is to be done in the next life. */
  void choose(Operation chosen) {
    next = chosen;
    begun = new CountDownLatch(1);
  }

  /** Counted down when the operation was asked for, or cannot be any more. */
  CountDownLatch begun() {
    return begun;
  }

  /** Whether the operation was asked for in this life, and its end not told of. */
  boolean isInFlight() {
    return sent && !answered;
  }

  @Override
  public void talk(Wire wire) throws IOException {
    try {
      List<String> words = prepare(wire);
      wire.add(words);
      wire.flush();
      sent = true;
    } finally {
      begun.countDown();
    }
    finish(wire);
    answered = true;
    state = wanted;
    operationsDone++;
  }

  /** Brings about what the operation needs; the request to do it with. */
  private List<String> prepare(Wire wire) throws IOException {
    if (state == Vault.NONE || shelf.states().isEmpty()) {
      change(wire);
      backUp(wire);
    }
    return switch (operation) {
      case BACKUP -> {
        change(wire);
        yield List.of("BACKUP", "NOW");
      }
      case RESTORE -> {
        Vault.delete(wire);
        state = Vault.NONE;
        yield restore();
      }
      case ROLL_BACK -> {
        change(wire);
        yield restore();
      }
      case CLEAN_UP -> {
        for (int i = 0; i < RUNS_TO_CLEAN; i++) {
          backUp(wire);
        }
        yield List.of("BACKUP", "CLEANUP", "0");
      }
      case CHECKPOINT -> {
        change(wire);
        yield List.of("BGREWRITEAOF");
      }
    };
  }

  /** Brings the vault into a state that it never was in. */
  private void change(Wire wire) throws IOException {
    Vault.fill(wire, ++lastState);
    state = lastState;
    wanted = lastState;
  }

  private List<String> restore() {
    List<String> files = new ArrayList<>(shelf.states().keySet());
    String file = files.get(random.nextInt(files.size()));
    wanted = Objects.requireNonNull(shelf.states().get(file));
    return List.of("BACKUP", "RESTORE", file);
  }

  private void backUp(Wire wire) throws IOException {
    wire.add(List.of("BACKUP", "NOW"));
    wire.flush();
    noteBackup(wire.read());
  }

  private void noteBackup(Reply reply) {
    boolean noted = false;
    for (Reply result : array(reply).items()) {
      List<Reply> fields = array(result).items();
      check(Wire.text(fields.getLast()).equals("ok"), "BACKUP NOW: " + reply.toText());
      if (Wire.text(fields.getFirst()).equals(Vault.NAME)) {
        shelf.add(Wire.text(fields.get(1)), state);
        noted = true;
      }
    }
    check(noted, "BACKUP NOW without the vault: " + reply.toText());
  }

  private void finish(Wire wire) throws IOException {
    Reply reply = wire.read();
    switch (operation) {
      case BACKUP -> noteBackup(reply);
      case RESTORE, ROLL_BACK ->
          check(reply instanceof Reply.Array, "BACKUP RESTORE: " + reply.toText());
      case CLEAN_UP -> check(reply instanceof Reply.Int, "BACKUP CLEANUP: " + reply.toText());
      case CHECKPOINT -> awaitCheckpoint(wire, Wire.text(reply));
    }
  }

  private static void awaitCheckpoint(Wire wire, String answer) throws IOException {
    // One may be under way, because the journal had grown.
    check(
        answer.endsWith("started") || answer.endsWith("already in progress"),
        "BGREWRITEAOF: " + answer);
    while (InfoText.field(wire, "aof_rewrite_in_progress").equals("1")) {
      check(InfoText.field(wire, "aof_last_bgrewrite_status").equals("ok"), "a checkpoint failed");
    }
  }

  @Override
  public void settle(Wire wire, long killedNanos) throws IOException {
    boolean cutOff = isInFlight();
    int found = Vault.state(wire);
    boolean done = cutOff && found == wanted && found != state;
    check(
        found == state || done,
        "the vault was in state %d, %s would make it %d, and it is in state %d"
            .formatted(state, operation.text(), wanted, found));
    int taken =
        shelf.compare(
            wire,
            cutOff && operation == Operation.BACKUP ? state : Vault.NONE,
            operation == Operation.CLEAN_UP);
    if (done || taken > 0) {
      doneUnanswered.merge(operation, 1, Integer::sum);
    }
    state = found;
    wanted = found;
    operation = next;
    sent = false;
    answered = false;
  }

  private static Reply.Array array(Reply reply) {
    if (reply instanceof Reply.Array array) {
      return array;
    }
    throw new AssertionError("expected an array: " + reply.toText());
  }

  private static void check(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }

  /** What it writes is compared, and not counted. */
  @Override
  public long acknowledgedWrites() {
    return 0;
  }

  /** Operations cut off that were found done after all. */
  int doneUnanswered(Operation which) {
    return doneUnanswered.getOrDefault(which, 0);
  }

  /** Operations that came to their end before the kill. */
  int done() {
    return operationsDone;
  }

  /** How often a listed file was verified. */
  long verified() {
    return shelf.verified();
  }
}
