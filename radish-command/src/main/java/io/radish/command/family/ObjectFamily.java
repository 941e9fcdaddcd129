// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.memory.ByteView;
import io.radish.rdb.ObjectEncoding;
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import io.radish.value.StringValue;
import java.util.List;
import java.util.function.BiConsumer;

/** What is to be known of a value beside its type and content. */
final class ObjectFamily {
  /** Redis keeps the numbers below this once for all, and then says that nobody counts them. */
  private static final int SHARED_NUMBERS = 10_000;

  private ObjectFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("OBJECT")
            .arity(-2)
            .since("2.2.3")
            .complexity("Depends on subcommand.")
            .summary("Ask how a value is kept")
            .subcommands(
                object("ENCODING", "2.2.3")
                    .summary("How Redis would keep the value")
                    .handler(call -> reply(call, (c, o) -> c.reply().bulk(ObjectEncoding.of(o)))),
                object("FREQ", "4.0.0")
                    .summary("How often the key is used, where a policy counts that")
                    .handler(call -> reply(call, ObjectFamily::frequency)),
                Help.command("OBJECT")
                    .since("6.2.0")
                    .categories("keyspace")
                    .handler(ObjectFamily::help),
                object("IDLETIME", "2.2.3")
                    .summary("The seconds since the key was used")
                    .handler(call -> reply(call, ObjectFamily::idleTime)),
                object("REFCOUNT", "2.2.3")
                    .summary("How many hold the value: one, but for the small numbers")
                    .handler(call -> reply(call, (c, o) -> c.reply().integer(references(o)))))
            .build());
  }

  private static Command.Builder object(String sub, String since) {
    return Command.named("OBJECT " + sub)
        .arity(3)
        .group("generic")
        .categories("keyspace")
        .flags(READONLY)
        .since(since)
        .keys(KeySpec.at(2, "RO"))
        .tips("nondeterministic_output")
        .arguments(ArgumentSpec.key());
  }

  /** Lets {@code answer} reply where the key is there. */
  private static void reply(Call call, BiConsumer<Call, Entry> answer) {
    Entry entry = call.findUnnoticed(0);
    if (entry == null) {
      call.reply().nil();
    } else {
      answer.accept(call, entry);
    }
  }

  private static void frequency(Call call, Entry entry) {
    if (countsUses(call)) {
      call.reply().integer(entry.frequency(call.now(), call.store().limits().decayMinutes()));
    } else {
      call.error(Errors.NO_FREQUENCY);
    }
  }

  private static void idleTime(Call call, Entry entry) {
    if (countsUses(call)) {
      call.error(Errors.NO_IDLE_TIME);
    } else {
      call.reply().integer(entry.idleSeconds(call.now()));
    }
  }

  private static boolean countsUses(Call call) {
    Keyspace keyspace = call.keyspace();
    return keyspace != null && keyspace.countsUses();
  }

  private static long references(Entry entry) {
    if (!ObjectEncoding.isNumber(entry)) {
      return 1;
    }
    long number = StringValue.integer(entry.value(new ByteView()));
    return number >= 0 && number < SHARED_NUMBERS ? Integer.MAX_VALUE : 1;
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "ENCODING <key>",
        "    Return the kind of internal representation used in order to store the value",
        "    associated with a <key>.",
        "FREQ <key>",
        "    Return the access frequency index of the <key>. The returned integer is",
        "    proportional to the logarithm of the recent access frequency of the key.",
        "IDLETIME <key>",
        "    Return the idle time of the <key>, that is the approximated number of",
        "    seconds elapsed since the last access to the key.",
        "REFCOUNT <key>",
        "    Return the number of references of the value associated with the specified",
        "    <key>.");
  }
}
