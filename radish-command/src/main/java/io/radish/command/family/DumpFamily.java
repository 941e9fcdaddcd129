// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ASKING;
import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.rdb.DumpPayload;
import io.radish.rdb.ValueSink;
import io.radish.store.LooseEntry;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.Frequency;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values taken out of the store and put into it in Redis' own form. */
final class DumpFamily {
  /** The bits that Redis keeps of the time at which a key was used, in seconds. */
  private static final long CLOCK_BITS = 0xFFFFFF;

  private DumpFamily() {}

  static List<Command> commands() {
    return List.of(
        command("DUMP", 2)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .tips("nondeterministic_output")
            .complexity("O(N) where N is the number of bytes of the value")
            .summary("Get what a key holds in the form that Redis 7.2 writes")
            .arguments(ArgumentSpec.key())
            .handler(DumpFamily::dump),
        restore("RESTORE").handler(DumpFamily::restore),
        restore("RESTORE-ASKING")
            .flags(ASKING)
            .system()
            .group("server")
            .since("3.0.0")
            .handler(DumpFamily::restore));
  }

  private static Command.Builder restore(String name) {
    return command(name, -4)
        .flags(WRITE, DENYOOM)
        .categories("dangerous")
        .keys(KeySpec.one("OW", "update"))
        .complexity("O(N) where N is the number of bytes of the value")
        .summary("Set a key to what DUMP gave, here or on a Redis up to 7.2")
        .history("3.0.0", "Added the `REPLACE` modifier.")
        .history("5.0.0", "Added the `ABSTTL` modifier.")
        .history("5.0.0", "Added the `IDLETIME` and `FREQ` options.")
        .arguments(
            ArgumentSpec.key(),
            ArgumentSpec.integer("ttl"),
            ArgumentSpec.string("serialized-value"),
            ArgumentSpec.token("replace", "REPLACE").since("3.0.0").optional(),
            ArgumentSpec.token("absttl", "ABSTTL").since("5.0.0").optional(),
            ArgumentSpec.integer("seconds").after("IDLETIME").since("5.0.0").optional(),
            ArgumentSpec.integer("frequency").after("FREQ").since("5.0.0").optional());
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("generic").categories("keyspace").since("2.6.0");
  }

  private static void dump(Call call) {
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().nil();
      return;
    }
    if (entry.memoryBytes() > Integer.MAX_VALUE) {
      call.refuse(
          "the value takes "
              + entry.memoryBytes()
              + " bytes, more than one reply can carry; BACKUP writes values of any size");
      return;
    }
    try (DumpPayload payload = DumpPayload.of(entry, call.now())) {
      call.replyBytes(payload.bytes(new ByteView()));
    }
  }

  /** What the words behind the payload ask for; an idle time or frequency of -1 is none. */
  private record Options(boolean replace, boolean absolute, long idleSeconds, long frequency) {}

  private static void restore(Call call) {
    Options options = options(call);
    if (options == null) {
      return;
    }
    if (!options.replace && call.findForWrite(0) != null) {
      call.error(Errors.BUSY_KEY);
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    long ttl = cursor.nextLong();
    if (ttl < 0) {
      cursor.fail(Errors.INVALID_TTL);
    }
    boolean counted = ttl != 0 && !options.absolute;
    if (call.refused(cursor)) {
      return;
    }
    // A time past the last that there is runs over, as in Redis: the key has expired already.
    long deadline = ttl == 0 ? call.defaultDeadline() : counted ? ttl + call.now() : ttl;
    Restored value = new Restored(call, deadline);
    try {
      DumpPayload.Outcome outcome = DumpPayload.read(call.point(3, new ByteView()), value);
      switch (outcome) {
        case READ -> put(call, value, options);
        case WRONG_VERSION_OR_CHECKSUM -> call.error(Errors.DUMP_FOOTER);
        case BAD_FORMAT -> call.error(Errors.DUMP_FORMAT);
      }
    } finally {
      value.discard();
    }
  }

  private static @Nullable Options options(Call call) {
    boolean replace = false;
    boolean absolute = false;
    long idle = -1;
    long frequency = -1;
    ArgumentCursor cursor = call.cursor(4);
    while (cursor.hasMore()) {
      if (cursor.take("REPLACE")) {
        replace = true;
      } else if (cursor.take("ABSTTL")) {
        absolute = true;
      } else if (cursor.left() >= 2 && frequency == -1 && cursor.take("IDLETIME")) {
        idle = cursor.nextLong();
        if (idle < 0) {
          cursor.fail(Errors.INVALID_IDLE_TIME);
        }
      } else if (cursor.left() >= 2 && idle == -1 && cursor.take("FREQ")) {
        frequency = cursor.nextLong();
        if (frequency < 0 || frequency > 255) {
          cursor.fail(Errors.INVALID_FREQUENCY);
        }
      } else {
        cursor.failSyntax();
      }
    }
    return call.refused(cursor) ? null : new Options(replace, absolute, idle, frequency);
  }

  private static void put(Call call, Restored value, Options options) {
    LooseEntry entry = value.take();
    long deadline = entry.deadline();
    if (deadline != RecordLayout.NO_DEADLINE && deadline <= call.now()) {
      entry.discard();
      if (call.keyspace() != null && call.keyspaceForWrite().remove(call.key(0), call.now())) {
        call.notify(Notification.GENERIC, "del", 0);
      }
    } else {
      boolean countsUses = call.keyspaceForWrite().countsUses();
      if (countsUses && options.frequency >= 0) {
        entry.setAccess(Frequency.trace(call.now(), (int) options.frequency));
      } else if (!countsUses && options.idleSeconds > 0) {
        long idle =
            Math.min(idleSeconds(options.idleSeconds, call.now()), RecordLayout.MOST_IDLE_SECONDS);
        entry.setAccess(RecordLayout.accessAt(call.now() - idle * 1000));
      }
      call.keyspaceForWrite().putAnew(call.key(0), entry, call.now());
      call.notify(Notification.GENERIC, "restore", 0);
    }
    call.reply().ok();
  }

  /**
   * How long a key is idle that Redis is told to take for idle since {@code asked} seconds: what
   * its clock of 24 bits makes of it, an overflow included.
   */
  private static long idleSeconds(long asked, long now) {
    long clock = now / 1000 & CLOCK_BITS;
    long used = clock - asked * 1000 / 1000;
    used = (used < 0 ? used + CLOCK_BITS : used) & CLOCK_BITS;
    return clock >= used ? clock - used : clock + CLOCK_BITS - used;
  }

  /** Makes a value of what is read, where nobody sees it. */
  private static final class Restored implements ValueSink {
    private final Call call;
    private final long deadline;
    private @Nullable LooseEntry entry;

    Restored(Call call, long deadline) {
      this.call = call;
      this.deadline = deadline;
    }

    @Override
    public void string(ByteView value) {
      entry = LooseEntry.ofString(call.store(), call.key(0), value, deadline, call.now());
    }

    @Override
    public boolean entry(ValueType type, ByteView first, ByteView second) {
      LooseEntry made = entry;
      if (made == null) {
        made = LooseEntry.ofCollection(call.store(), call.key(0), type, deadline, call.now());
        entry = made;
      }
      return CollectionValue.add(made, first, second);
    }

    @Override
    public void fieldDeadline(ByteView field, long at) {
      if (entry != null) {
        HashValue.setDeadline(entry, field, at);
      }
    }

    LooseEntry take() {
      LooseEntry taken = entry;
      if (taken == null) {
        throw new IllegalStateException("a payload was read and held no value");
      }
      entry = null;
      return taken;
    }

    void discard() {
      if (entry != null) {
        entry.discard();
      }
    }
  }
}
