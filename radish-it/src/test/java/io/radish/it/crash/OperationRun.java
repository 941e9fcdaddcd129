// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.it.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Servers that are killed in the middle of a backup, a restore, a roll-back, a clean-up or a
 * checkpoint, while clients write.
 *
 * <p>A kill counts for an operation where that was asked for and its end had not been told of. When
 * it comes is chance, within a time that shortens when an operation was over before, and grows
 * slowly when it was not: so kills are spread over all of what an operation does.
 */
final class OperationRun {
  private static final int WRITERS = 3;
  private static final double FIRST_MILLIS = 100;
  private static final double LONGER = 1.1;
  private static final double SHORTER = 0.7;

  /** More kills than needed for a count where every third hits. */
  private static final int PATIENCE = 3;

  private final Lives lives;
  private final SplittableRandom random;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();
  private final Custodian custodian;
  private final Path journal;
  private final Path backups;
  private final Map<Operation, Integer> hits = new EnumMap<>(Operation.class);

  /** Of these, those that left a file or folder which is not whole. */
  private final Map<Operation, Integer> halves = new EnumMap<>(Operation.class);

  private final Map<Operation, Double> withinMillis = new EnumMap<>(Operation.class);

  OperationRun(Path home, long seed, List<String> options) throws IOException {
    random = new SplittableRandom(seed);
    lives = new Lives(home, random.split(), options);
    journal = home.resolve(".radish/journal");
    backups = home.resolve(".radish/cache_backup");
    custodian = new Custodian(random.split(), backups);
    InstantSource clock = InstantSource.system();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer("w" + i, random.split(), clock, 0));
    }
    parties.addAll(writers);
    parties.add(new Reader(writers));
    parties.add(custodian);
  }

  /** Kills until each operation was hit so many times. */
  void run(int times) throws Exception {
    int most = times * Operation.values().length * PATIENCE + 2 * PATIENCE;
    for (Operation next = rarest(); hits(next) < times; next = rarest()) {
      if (lives.count() >= most) {
        throw new AssertionError("too few kills hit: " + summary());
      }
      live(next);
    }
    lives.compare(parties);
  }

  private Operation rarest() {
    return Stream.of(Operation.values()).min(Comparator.comparingInt(this::hits)).orElseThrow();
  }

  private int hits(Operation operation) {
    return hits.getOrDefault(operation, 0);
  }

  private void live(Operation operation) throws Exception {
    custodian.choose(operation);
    double within = withinMillis.getOrDefault(operation, FIRST_MILLIS);
    long millis = Math.round(random.nextDouble() * within);
    lives.live(
        parties,
        server -> {
          awaitBegun(server);
          Lives.pass(server, millis);
        });
    boolean hit = custodian.isInFlight();
    withinMillis.put(operation, within * (hit ? LONGER : SHORTER));
    if (hit) {
      hits.merge(operation, 1, Integer::sum);
      if (leftHalf(operation)) {
        halves.merge(operation, 1, Integer::sum);
      }
    }
  }

  private void awaitBegun(RunningProcess server) throws InterruptedException {
    while (!custodian.begun().await(1, TimeUnit.SECONDS)) {
      Lives.pass(server, 0);
    }
  }

  /** Whether something lies there that the operation did not bring to its end. */
  private boolean leftHalf(Operation operation) throws IOException {
    return switch (operation) {
      case BACKUP -> names(backups).stream().anyMatch(name -> name.startsWith(".tmp-"));
      case RESTORE, ROLL_BACK ->
          names(journal).stream().anyMatch(name -> name.startsWith(".tmp-restored"));
      case CLEAN_UP -> false;
      case CHECKPOINT -> {
        for (String name : names(journal)) {
          if (name.startsWith("checkpoint_")
              && !names(journal.resolve(name)).contains("manifest.json")) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /** The fewest kills that hit one operation. */
  int fewest() {
    return hits(rarest());
  }

  /** The figures of the run, on one line. */
  String summary() {
    String each =
        Stream.of(Operation.values())
            .map(
                operation ->
                    "%d during a %s (%d found done, %d left something unfinished)"
                        .formatted(
                            hits(operation),
                            operation.text(),
                            custodian.doneUnanswered(operation),
                            halves.getOrDefault(operation, 0)))
            .collect(Collectors.joining(", "));
    return ("%d kills under load and %d during a start: %s; %d operations came to their end before;"
            + " %d times a listed backup was verified, 0 bad; 0 restores by half; %d acknowledged"
            + " writes of others, 0 lost")
        .formatted(
            lives.count(),
            lives.killedEarly(),
            each,
            custodian.done(),
            custodian.verified(),
            writers.stream().mapToLong(Party::acknowledgedWrites).sum());
  }
}
