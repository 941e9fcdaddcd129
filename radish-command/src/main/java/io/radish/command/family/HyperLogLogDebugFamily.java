// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.HyperLogLog;
import io.radish.value.HyperLogLogCheck;
import java.util.List;
import java.util.Locale;

/** A look into HyperLogLogs, for tests. */
final class HyperLogLogDebugFamily {
  private HyperLogLogDebugFamily() {}

  static List<Command> commands() {
    return List.of(
        command("PFDEBUG", 3)
            .flags(WRITE, DENYOOM, ADMIN)
            .keys(KeySpec.at(2, "RW", "access"))
            .complexity("O(N) where N is the number of registers")
            .summary("Look into a HyperLogLog, and change its form, for tests")
            .arguments(ArgumentSpec.string("subcommand"), ArgumentSpec.key())
            .handler(HyperLogLogDebugFamily::pfdebug),
        command("PFSELFTEST", 1)
            .flags(ADMIN)
            .complexity("O(N) where N is the number of registers")
            .summary("Check that HyperLogLogs keep their registers and estimate well")
            .handler(HyperLogLogDebugFamily::pfselftest));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .since("2.8.9")
        .group("hyperloglog")
        .categories("hyperloglog")
        .system();
  }

  private static void pfdebug(Call call) {
    Entry entry = call.findForWrite(0);
    if (entry == null) {
      call.error(Errors.NO_SPECIFIED_KEY);
      return;
    }
    if (!HyperLogLogFamily.expect(call, entry)) {
      return;
    }
    call.keyspaceForWrite()
        .strings()
        .overwrite(call.key(0), entry, entry.valueLength(), call.now())
        .end();
    boolean dense = HyperLogLog.isDense(entry.value(new ByteView()));
    switch (call.arguments().text(1, Errors.QUOTED).toLowerCase(Locale.ROOT)) {
      case "getreg" -> getreg(call, entry, dense);
      case "decode" -> decode(call, entry, dense);
      case "encoding" -> call.reply().simple(dense ? "dense" : "sparse");
      case "todense" -> {
        if (dense || makeDense(call, entry)) {
          call.reply().integer(dense ? 0 : 1);
        }
      }
      default -> call.errorQuoting("Unknown PFDEBUG subcommand '", 1, "'");
    }
  }

  private static void getreg(Call call, Entry entry, boolean dense) {
    if (!dense && !makeDense(call, entry)) {
      return;
    }
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    HyperLogLog.mergeInto(registers, entry.value(new ByteView()));
    call.reply().array(registers.length);
    for (byte rank : registers) {
      call.reply().integer(rank);
    }
  }

  private static void decode(Call call, Entry entry, boolean dense) {
    ByteView value = entry.value(new ByteView());
    if (dense) {
      call.error(Errors.NOT_SPARSE);
    } else if (HyperLogLog.isTooLong(value)) {
      call.error(Errors.BROKEN_HYPERLOGLOG);
    } else {
      call.reply().bulk(HyperLogLog.runs(value));
    }
  }

  /** Gives up the sparse form of an entry; false, with the error written, where it is broken. */
  private static boolean makeDense(Call call, Entry entry) {
    byte[] dense = HyperLogLog.toDense(entry.value(new ByteView()));
    if (dense == null) {
      call.error(Errors.BROKEN_HYPERLOGLOG);
      return false;
    }
    call.keyspaceForWrite().strings().revise(call.key(0), entry, ByteView.of(dense), call.now());
    return true;
  }

  private static void pfselftest(Call call) {
    String problem = HyperLogLogCheck.run();
    if (problem == null) {
      call.reply().ok();
    } else {
      call.refuse("TESTFAILED " + problem);
    }
  }
}
