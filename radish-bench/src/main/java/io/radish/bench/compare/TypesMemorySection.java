// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** By how much the process grows for collections: a million small ones, and large ones. */
final class TypesMemorySection implements Section {
  private static final int MILLION = 1_000_000;
  private static final Goal GOAL = Goal.atMost(1, 0.7, " of Redis");

  /**
   * What is put into a server.
   *
   * @param what it is called, in the plural
   * @param command makes the command of that number
   */
  private record Shape(String what, IntFunction<String[]> command) {
    String subject() {
      return "types-memory " + what;
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("small hashes, each of 5 fields", TypesMemorySection::smallHash),
          new Shape("small sets, each of 5 members", TypesMemorySection::smallSet),
          new Shape("small sorted sets, each of 5 members", TypesMemorySection::smallZSet),
          new Shape(
              "members of one sorted set",
              i -> new String[] {"ZADD", "ranking", Integer.toString(mixed(i, 0)), text(i, 1)}),
          new Shape("members of one set", i -> new String[] {"SADD", "all", text(i, 1)}),
          new Shape(
              "fields of one hash", i -> new String[] {"HSET", "all", text(i, 1), text(i, 2)}),
          new Shape(
              "entries of one stream, each of 2 fields",
              i -> new String[] {"XADD", "log", i + 1 + "-0", "who", text(i, 1), "what", "login"}));

  private static String[] smallHash(int i) {
    return new String[] {
      "HSET",
      "user:" + i,
      "name",
      text(i, 1),
      "mail",
      text(i, 2) + "@example.com",
      "visits",
      Integer.toString(mixed(i, 3) % 1000),
      "city",
      "Berlin",
      "since",
      "2025-11-15"
    };
  }

  private static String[] smallSet(int i) {
    return new String[] {
      "SADD", "tags:" + i, text(i, 1), text(i, 2), text(i, 3), text(i, 4), text(i, 5)
    };
  }

  private static String[] smallZSet(int i) {
    String[] command = new String[12];
    command[0] = "ZADD";
    command[1] = "best:" + i;
    for (int j = 0; j < 5; j++) {
      command[2 + 2 * j] = Integer.toString(mixed(i, j) % 100_000);
      command[3 + 2 * j] = text(i, j);
    }
    return command;
  }

  /** Some number of 31 bits that no other pair has, nearly. */
  private static int mixed(int i, int j) {
    long x = (i * 31L + j + 1) * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (x >>> 33);
  }

  /** Such a number as 8 hexadecimal digits. */
  private static String text(int i, int j) {
    return String.format(Locale.ROOT, "%08x", mixed(i, j));
  }

  @Override
  public String name() {
    return "types-memory";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    for (Shape shape : SHAPES) {
      RunningServer server = bench.start(installed, ServerOptions.threads(1));
      try {
        measure(bench, server, shape, figures);
      } finally {
        bench.end(server);
      }
    }
  }

  private static void measure(Bench bench, RunningServer server, Shape shape, Figures figures)
      throws IOException, InterruptedException {
    int count = bench.scaled(MILLION);
    int warm = count / 50;
    try (RespClient client = server.connect()) {
      // What a server takes for any load does not count.
      client.runAll(warm, shape.command);
      long before = server.figures().settledResidentBytes();
      client.runAll(count, i -> shape.command.apply(warm + i));
      long grown = server.figures().settledResidentBytes() - before;
      figures.add(shape.subject(), server.kind(), (double) grown / count);
      bench.say(
          String.format(
              Locale.ROOT,
              "  %s, %s: %.1f B each",
              server.kind().label(),
              shape.what,
              (double) grown / count));
    }
  }

  @Override
  public List<Row> goals(Figures figures) {
    List<Row> rows = new ArrayList<>();
    for (Shape shape : SHAPES) {
      rows.add(
          Row.of(
              "memory, a million " + shape.what + ": B each",
              figures,
              shape.subject(),
              figures.ratio(shape.subject(), ServerKind.RADISH, ServerKind.REDIS),
              GOAL));
    }
    return rows;
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    return List.of();
  }
}
