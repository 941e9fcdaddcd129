// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.command.Scripts;
import io.radish.command.Supervision;
import io.radish.resp.ReplyWriter;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.MemoryLimits;
import io.radish.store.Store;
import io.radish.value.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code MEMORY}: where the server's memory goes. */
final class MemoryFamily {
  private static final String SLOW = "Depends on how much memory is allocated, could be slow";

  /** How long {@code PURGE} frees what was dropped at a time, between which others have a turn. */
  private static final long PURGE_ROUND_MICROS = 10_000;

  /** A second in all: longer than any but a huge cache needs. */
  private static final int PURGE_ROUNDS = 100;

  /** What a key's slot in the index takes: 64 bytes for twelve, two thirds of them used. */
  private static final int SLOT_BYTES = 8;

  /** Below this an allocator's ratios say nothing yet. */
  private static final long LITTLE_BYTES = 5L << 20;

  private static final double FRAGMENTED = 1.4;
  private static final long LARGE_BUFFERS_BYTES = 64L << 20;

  private MemoryFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("MEMORY")
            .arity(-2)
            .group("server")
            .since("4.0.0")
            .complexity("Depends on subcommand.")
            .summary("Where the server's memory goes")
            .subcommands(
                command("DOCTOR")
                    .tips(
                        "nondeterministic_output",
                        "request_policy:all_shards",
                        "response_policy:special")
                    .summary("What is wrong with the use of memory")
                    .handler(call -> call.reply().verbatim("txt", diagnosis(call))),
                Help.command("MEMORY").group("server").since("4.0.0").handler(MemoryFamily::help),
                command("MALLOC-STATS")
                    .complexity(SLOW)
                    .tips(
                        "nondeterministic_output",
                        "request_policy:all_shards",
                        "response_policy:special")
                    .summary("What the allocator has taken and handed out")
                    .handler(MemoryFamily::allocator),
                command("PURGE")
                    .complexity(SLOW)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .summary("Give memory back to the system")
                    .handler(MemoryFamily::purge),
                command("STATS")
                    .tips(
                        "nondeterministic_output",
                        "request_policy:all_shards",
                        "response_policy:special")
                    .summary("Where memory goes, in figures")
                    .handler(MemoryFamily::stats),
                Command.named("MEMORY USAGE")
                    .arity(-3)
                    .group("server")
                    .flags(READONLY)
                    .since("4.0.0")
                    .keys(KeySpec.at(2, "RO"))
                    .complexity("O(N) where N is the number of chunks of a long list, else O(1)")
                    .summary("The bytes that a key takes with its value")
                    .arguments(
                        ArgumentSpec.key(),
                        ArgumentSpec.integer("count").after("SAMPLES").optional())
                    .handler(MemoryFamily::usage))
            .build());
  }

  private static Command.Builder command(String name) {
    return Command.named("MEMORY " + name).arity(2).group("server").since("4.0.0");
  }

  private static void stats(Call call) {
    MemoryFigures figures = MemoryFigures.of(call);
    List<Keyspace> databases = new ArrayList<>();
    for (Keyspace keyspace : call.store().keyspaces()) {
      KeyspaceName name = keyspace.name();
      if (name.database() >= 0 && keyspace.size() > 0) {
        databases.add(keyspace);
      }
    }
    Map<String, Number> before = beforeDatabases(figures, call.scripts());
    Map<String, Number> after = afterDatabases(figures);
    ReplyWriter reply = call.reply();
    reply.map((long) before.size() + databases.size() + after.size());
    before.forEach((name, value) -> write(name, value, reply));
    for (Keyspace database : databases) {
      // The index is part of what the allocator handed out, and not counted apart.
      reply.bulk("db." + database.name().database());
      reply.map(3);
      write("overhead.hashtable.main", 0L, reply);
      write("overhead.hashtable.expires", 0L, reply);
      write("overhead.hashtable.slot-to-keys", 0L, reply);
    }
    after.forEach((name, value) -> write(name, value, reply));
  }

  private static void write(String name, Number value, ReplyWriter reply) {
    reply.bulk(name);
    if (value instanceof Double number) {
      reply.doubleValue(number);
    } else {
      reply.integer(value.longValue());
    }
  }

  private static Map<String, Number> beforeDatabases(MemoryFigures figures, Scripts scripts) {
    Map<String, Number> fields = new LinkedHashMap<>();
    fields.put("peak.allocated", figures.peak());
    fields.put("total.allocated", figures.used());
    fields.put("startup.allocated", figures.startup());
    fields.put("replication.backlog", 0L);
    fields.put("clients.slaves", 0L);
    fields.put("clients.normal", figures.clients());
    fields.put("cluster.links", 0L);
    fields.put("aof.buffer", 0L);
    fields.put("lua.caches", scripts.scriptBytes());
    fields.put("functions.caches", scripts.libraryBytes());
    return fields;
  }

  private static Map<String, Number> afterDatabases(MemoryFigures figures) {
    Map<String, Number> fields = new LinkedHashMap<>();
    fields.put("overhead.total", figures.overhead());
    fields.put("keys.count", figures.keys());
    fields.put("keys.bytes-per-key", figures.keys() == 0 ? 0L : figures.dataset() / figures.keys());
    fields.put("dataset.bytes", figures.dataset());
    fields.put(
        "dataset.percentage", ratio(figures.dataset() * 100, figures.used() - figures.startup()));
    fields.put("peak.percentage", ratio(figures.used() * 100, figures.peak()));
    fields.put("allocator.allocated", figures.dataset());
    fields.put("allocator.active", figures.reserved());
    fields.put("allocator.resident", figures.reserved());
    fields.put("allocator-fragmentation.ratio", ratio(figures.reserved(), figures.dataset()));
    fields.put("allocator-fragmentation.bytes", figures.unused());
    fields.put("allocator-rss.ratio", ratio(figures.reserved(), figures.reserved()));
    fields.put("allocator-rss.bytes", 0L);
    fields.put("rss-overhead.ratio", ratio(figures.resident(), figures.reserved()));
    fields.put("rss-overhead.bytes", figures.resident() - figures.reserved());
    fields.put("fragmentation", ratio(figures.resident(), figures.used()));
    fields.put("fragmentation.bytes", figures.resident() - figures.used());
    return fields;
  }

  private static double ratio(long of, long by) {
    return by == 0 ? 0 : (double) of / by;
  }

  private static String diagnosis(Call call) {
    MemoryFigures figures = MemoryFigures.of(call);
    MemoryLimits limits = call.store().limits();
    if (figures.used() < LITTLE_BYTES && !limits.isExceeded()) {
      return "There is too little data to tell whether anything is wrong.\n";
    }
    StringBuilder text = new StringBuilder();
    if (limits.isExceeded()) {
      text.append("- Data takes ")
          .append(InfoFields.human(limits.usedBytes()))
          .append(", maxmemory is ")
          .append(InfoFields.human(limits.maxBytes()))
          .append(": what needs more is refused unless ")
          .append(limits.policy().label())
          .append(" finds keys that may go.\n");
    }
    if (figures.peak() > figures.used() * 3 / 2) {
      text.append(
              "- Data took 1.5 times as much memory before as it does now; what was given up is")
          .append(" handed back to the system in steps.\n");
    }
    if (ratio(figures.reserved(), figures.dataset()) > FRAGMENTED) {
      text.append("- The allocator holds more than ")
          .append(FRAGMENTED)
          .append(" times what it has handed out: sizes of values change much.\n");
    }
    if (figures.clients() > LARGE_BUFFERS_BYTES) {
      text.append("- Requests and replies of clients take ")
          .append(InfoFields.human(figures.clients()))
          .append(": see CLIENT LIST for who does not read, and client-output-buffer-limit.\n");
    }
    if (figures.heapMax() > 0 && figures.heapUsed() > figures.heapMax() / 10 * 9) {
      text.append("- Java's heap is nearly full (")
          .append(InfoFields.human(figures.heapUsed()))
          .append(" of ")
          .append(InfoFields.human(figures.heapMax()))
          .append("): choose a larger -Xmx; data lies outside it.\n");
    }
    return text.isEmpty() ? "Nothing is wrong with the use of memory.\n" : text.toString();
  }

  private static void allocator(Call call) {
    MemoryFigures figures = MemoryFigures.of(call);
    String text =
        String.format(
            Locale.ROOT,
            """
            Allocator: slabs by size class, in %d shards, outside Java's heap
            Handed out: %d, taken from the system: %d, ratio %s
            Java's heap: %d of %d
            Resident, all of the process: %d
            """,
            call.store().stats().shards(),
            figures.used(),
            figures.reserved(),
            InfoFields.ratio(figures.reserved(), figures.used()),
            figures.heapUsed(),
            figures.heapMax(),
            figures.resident());
    call.reply().verbatim("txt", text);
  }

  private static void purge(Call call) {
    Store store = call.store();
    Supervision supervision = call.services().supervision();
    LongWork work =
        () -> {
          boolean more = true;
          for (int round = 0; more && round < PURGE_ROUNDS; round++) {
            // While clients are paused no key is to go either.
            boolean expire = !supervision.isPaused(store.now());
            more = store.maintenance().run(PURGE_ROUND_MICROS, expire);
          }
          boolean _ = NativeHeap.trim();
          return new LongWork.Done(ReplyWriter::ok);
        };
    if (!call.isInTransaction()) {
      call.later().answer(Lane.READS, work);
      return;
    }
    // It needs locks that a transaction holds, and is done when that is over.
    String refusal = call.server().longWork().submitUnasked(Lane.READS, work);
    if (refusal == null) {
      call.reply().ok();
    } else {
      call.error(refusal);
    }
  }

  private static void usage(Call call) {
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      // Nothing is sampled here, the bytes are known; the number still has to be one.
      if (cursor.left() < 2 || !cursor.take("SAMPLES")) {
        cursor.failSyntax();
      } else if (cursor.nextLong() < 0) {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.peek(0);
    if (entry == null) {
      call.reply().nil();
    } else {
      call.reply().integer(entry.memoryBytes() + SLOT_BYTES);
    }
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "DOCTOR",
        "    Answers what is wrong with the use of memory.",
        "MALLOC-STATS",
        "    Answers what the allocator has taken and handed out.",
        "PURGE",
        "    Gives memory back to the system.",
        "STATS",
        "    Answers where memory goes, in figures.",
        "USAGE <key> [SAMPLES <count>]",
        "    Answers the bytes that a key takes with its value. Nothing is sampled:",
        "    <count> is accepted for the sake of those who send it.");
  }
}
