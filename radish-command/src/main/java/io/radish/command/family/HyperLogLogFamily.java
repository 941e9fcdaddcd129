// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.MAY_REPLICATE;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Overwriting;
import io.radish.value.Entry;
import io.radish.value.HyperLogLog;
import io.radish.value.Kind;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HyperLogLogs: strings that count different elements without keeping them. */
final class HyperLogLogFamily {
  private HyperLogLogFamily() {}

  static List<Command> commands() {
    return List.of(
        command("PFADD")
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.one("RW", "insert"))
            .complexity("O(1) for each element; O(N) in the bytes of a sparse one")
            .summary("Count elements, as far as they were not counted before")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("element").optional().multiple())
            .handler(HyperLogLogFamily::pfadd),
        command("PFCOUNT")
            .flags(READONLY, MAY_REPLICATE)
            .keys(
                new KeySpec.Range(
                    1,
                    -1,
                    1,
                    List.of("RW", "access"),
                    "RW because it may change the internal representation of the key, and propagate"
                        + " to replicas"))
            .complexity("O(1) where nothing was added since the last time; O(N) with N keys")
            .summary("Estimate how many different elements were counted at the keys together")
            .arguments(ArgumentSpec.key().multiple())
            .handler(HyperLogLogFamily::pfcount),
        command("PFMERGE")
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.one("RW", "access", "insert"), KeySpec.range(2, -1, 1, "RO", "access"))
            .complexity("O(N) where N is the number of keys")
            .summary("Count at one key what was counted at others")
            .arguments(
                ArgumentSpec.key("destkey"),
                ArgumentSpec.key("sourcekey").keySpec(1).optional().multiple())
            .handler(HyperLogLogFamily::pfmerge));
  }

  private static Command.Builder command(String name) {
    return Command.named(name)
        .arity(-2)
        .since("2.8.9")
        .group("hyperloglog")
        .categories("hyperloglog");
  }

  /** Whether an entry is a HyperLogLog; where it is not, the error is written. */
  static boolean expect(Call call, Entry entry) {
    if (!call.expect(entry, ValueType.STRING)) {
      return false;
    }
    if (HyperLogLog.isOne(entry.value(new ByteView()))) {
      return true;
    }
    call.error(Errors.NOT_HYPERLOGLOG);
    return false;
  }

  /** Begins to raise registers in a copy; null, with the error written, where it is broken. */
  static HyperLogLog.@Nullable Raising raising(Call call, @Nullable Entry entry) {
    ByteView value = entry == null ? null : entry.value(new ByteView());
    if (value != null && HyperLogLog.isTooLong(value)) {
      call.error(Errors.BROKEN_HYPERLOGLOG);
      return null;
    }
    return new HyperLogLog.Raising(
        value == null ? ByteView.of(HyperLogLog.empty()) : value,
        () -> Long.parseLong(call.server().setting("hll-sparse-max-bytes")));
  }

  /** Puts what was raised in the place of what was there. */
  static void store(Call call, Key key, @Nullable Entry entry, HyperLogLog.Raising raised) {
    ByteView value = raised.result();
    if (entry == null) {
      call.keyspaceForWrite().strings().replace(key, null, Kind.STRING_RAW, value, call.now());
    } else {
      call.keyspaceForWrite().strings().revise(key, entry, value, call.now());
    }
  }

  // ---- adding ----

  private static void pfadd(Call call) {
    Entry entry = call.findForWrite(0);
    if (entry != null && !expect(call, entry)) {
      return;
    }
    if (entry != null && HyperLogLog.isDense(entry.value(new ByteView()))) {
      addInPlace(call, entry);
      return;
    }
    HyperLogLog.Raising raising = raising(call, entry);
    if (raising == null) {
      return;
    }
    boolean raised = entry == null;
    for (int i = 2; i < call.count() && !raising.isBroken(); i++) {
      long hash = HyperLogLog.hash(call.argument(i));
      raised |= raising.raise(HyperLogLog.register(hash), HyperLogLog.rank(hash));
    }
    if (raised) {
      store(call, call.key(0), entry, raising);
    } else if (entry != null) {
      begin(call, 0, entry).end();
    }
    if (raised) {
      notifyOfChange(call);
    }
    if (raising.isBroken()) {
      call.error(Errors.BROKEN_HYPERLOGLOG);
    } else {
      call.reply().integer(raised ? 1 : 0);
    }
  }

  private static void notifyOfChange(Call call) {
    call.notify(Notification.STRING, "pfadd", 0);
  }

  private static void addInPlace(Call call, Entry entry) {
    Overwriting string = begin(call, 0, entry);
    boolean raised = false;
    for (int i = 2; i < call.count(); i++) {
      long hash = HyperLogLog.hash(call.argument(i));
      int register = HyperLogLog.register(hash);
      byte[] bytes = HyperLogLog.raised(string.bytes(), register, HyperLogLog.rank(hash));
      if (bytes != null) {
        string.write(HyperLogLog.byteOf(register), bytes, bytes.length);
        raised = true;
      }
    }
    if (raised) {
      byte stale = HyperLogLog.stale(string.bytes().get(HyperLogLog.STALE_AT));
      string.write(HyperLogLog.STALE_AT, new byte[] {stale}, 1);
    }
    string.end();
    if (raised) {
      notifyOfChange(call);
    }
    call.reply().integer(raised ? 1 : 0);
  }

  /** Begins to change key number {@code n} in place; it is called raw from then on. */
  private static Overwriting begin(Call call, int n, Entry entry) {
    return call.keyspaceForWrite()
        .strings()
        .overwrite(call.key(n), entry, entry.valueLength(), call.now());
  }

  // ---- counting ----

  private static void pfcount(Call call) {
    if (call.keyCount() > 1) {
      countTogether(call);
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().integer(0);
      return;
    }
    if (!expect(call, entry)) {
      return;
    }
    Overwriting string = begin(call, 0, entry);
    long estimate = HyperLogLog.lastEstimate(string.bytes());
    if (estimate < 0) {
      estimate = HyperLogLog.estimate(string.bytes());
      if (estimate < 0) {
        call.error(Errors.BROKEN_HYPERLOGLOG);
        return;
      }
      // Kept for the next time, and so a change, though a command that reads has made it.
      byte[] kept = HyperLogLog.estimateBytes(estimate);
      string.write(HyperLogLog.ESTIMATE_AT, kept, kept.length);
      string.end();
    }
    call.reply().integer(estimate);
  }

  private static void countTogether(Call call) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    for (int i = 0; i < call.keyCount(); i++) {
      if (!merge(call, call.find(i), registers)) {
        return;
      }
    }
    call.reply().integer(HyperLogLog.estimate(registers));
  }

  /** Raises registers to those of a key; false, with the error written, where it has none. */
  private static boolean merge(Call call, @Nullable Entry entry, byte[] registers) {
    if (entry == null) {
      return true;
    }
    if (!expect(call, entry)) {
      return false;
    }
    if (!HyperLogLog.mergeInto(registers, entry.value(new ByteView()))) {
      call.error(Errors.BROKEN_HYPERLOGLOG);
      return false;
    }
    return true;
  }

  // ---- merging ----

  private static void pfmerge(Call call) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    boolean dense = false;
    for (int i = 0; i < call.keyCount(); i++) {
      Entry entry = call.find(i);
      if (!merge(call, entry, registers)) {
        return;
      }
      dense |= entry != null && HyperLogLog.isDense(entry.value(new ByteView()));
    }
    Entry entry = call.findForWrite(0);
    HyperLogLog.Raising raising = raising(call, entry);
    if (raising == null) {
      return;
    }
    if (dense) {
      raising.makeDense();
    }
    for (int register = 0; register < registers.length; register++) {
      if (registers[register] > 0) {
        raising.raise(register, registers[register]);
      }
    }
    store(call, call.key(0), entry, raising);
    notifyOfChange(call);
    call.reply().ok();
  }
}
