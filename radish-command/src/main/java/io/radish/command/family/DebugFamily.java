// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.ALL_SHARDS;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_KEYSPACE;
import static io.radish.command.Flag.STALE;

import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.memory.ByteView;
import io.radish.rdb.ObjectEncoding;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import io.radish.value.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code DEBUG}: what tests and people who look for faults need, and nobody else.
 *
 * <p>Each request holds the locks of all shards, so that {@code SLEEP} stops everybody, as in
 * Redis.
 */
final class DebugFamily {
  private static final String NOT_ALLOWED =
      "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you"
          + " can run it from a local connection, otherwise you need to set this option in the"
          + " configuration file, and then restart the server.";

  private static final String RELOAD_OPTIONS =
      "DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.";

  /** The longest string that {@code STRINGMATCH-LEN} makes. */
  private static final int MAX_MATCHED_BYTES = 64 << 20;

  private static final double MAX_SLEEP_SECONDS = 24 * 3600;

  private DebugFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("DEBUG")
            .arity(-2)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, ALL_SHARDS, NO_KEYSPACE)
            .group("server")
            .caches(CacheUse.EVERY)
            .complexity("Depends on subcommand.")
            .summary("Look into the server, and disturb it, for tests")
            .system()
            .handler(DebugFamily::debug));
  }

  private static void debug(Call call) {
    if (!isAllowed(call)) {
      call.error(NOT_ALLOWED);
      return;
    }
    String sub = call.arguments().text(1, Errors.QUOTED).toLowerCase(Locale.ROOT);
    boolean known = DebugSwitch.set(call, sub) || work(call, sub);
    if (!known) {
      call.errorBadSubcommand("DEBUG");
    }
  }

  private static boolean work(Call call, String sub) {
    return switch (sub + "/" + (call.count() - 2)) {
      case "digest/0" -> digest(call);
      case "error/1" -> error(call);
      case "help/0" -> help(call);
      case "jmap/0" -> jmap(call);
      case "listpack/1" -> listpack(call);
      case "loadaof/0" -> reload(call);
      case "log/1" -> log(call);
      case "object/1" -> object(call);
      case "protocol/1" -> DebugProtocol.reply(call);
      case "sleep/1" -> sleep(call);
      case "stringmatch-len/2" -> match(call);
      default ->
          switch (sub) {
            case "digest-value" -> digestValue(call);
            case "populate" -> DebugPopulation.make(call);
            case "reload" -> reload(call);
            default -> false;
          };
    };
  }

  private static boolean isAllowed(Call call) {
    String address = call.session().client().remoteAddress();
    return switch (call.server().setting("enable-debug-command")) {
      case "yes" -> true;
      case "local" ->
          address.startsWith("127.") || address.startsWith("[::1]") || address.startsWith("/");
      default -> false;
    };
  }

  private static boolean error(Call call) {
    call.error(call.arguments().text(2, Errors.MOST_TEXT));
    return true;
  }

  /** Holds this thread, and with it all locks. */
  private static boolean sleep(Call call) {
    double seconds = 0;
    try {
      seconds = Double.parseDouble(call.arguments().text(2, Errors.QUOTED));
    } catch (NumberFormatException e) {
      // What is no number is 0, as in Redis.
    }
    long nanos = (long) (Math.clamp(seconds, 0.0, MAX_SLEEP_SECONDS) * 1e9);
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    call.reply().ok();
    return true;
  }

  private static @Nullable Entry find(Call call, int argument) {
    var keyspace = call.keyspace();
    return keyspace == null
        ? null
        : keyspace.find(call.store().newKey().set(call.argument(argument)), call.now());
  }

  private static boolean object(Call call) {
    Entry entry = find(call, 2);
    if (entry == null) {
      call.error(Errors.NO_SUCH_KEY);
      return true;
    }
    call.reply().simple(DebugObject.describe(entry, call.now()));
    return true;
  }

  private static boolean listpack(Call call) {
    Entry entry = find(call, 2);
    if (entry == null) {
      call.error(Errors.NO_SUCH_KEY);
    } else if (!ObjectEncoding.of(entry).equals("listpack")) {
      call.refuse("Not a listpack encoded object.");
    } else {
      call.reply().verbatim("txt", DebugObject.elements(entry, call.now()));
    }
    return true;
  }

  private static boolean digest(Call call) {
    call.reply().simple(DataDigest.of(call.store(), call.now()));
    return true;
  }

  private static boolean digestValue(Call call) {
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      Entry entry = find(call, i);
      call.reply().simple(DataDigest.ofValue(entry, call.now()));
    }
    return true;
  }

  /** Matches a pattern against so many letters a, to find out how long that takes. */
  private static boolean match(Call call) {
    long length = call.arguments().isLong(2) ? call.arguments().toLong(2) : -1;
    if (length < 0 || length > MAX_MATCHED_BYTES) {
      call.refuse("length must be 0 to " + MAX_MATCHED_BYTES);
      return true;
    }
    byte[] text = new byte[(int) length];
    Arrays.fill(text, (byte) 'a');
    GlobPattern pattern = new GlobPattern(call.point(3, new ByteView()));
    call.reply().integer(pattern.matches(text, 0, text.length) ? 1 : 0);
    return true;
  }

  private static boolean jmap(Call call) {
    call.later()
        .answer(
            Lane.READS,
            () -> {
              String classes = HeapClasses.largest();
              return new LongWork.Done(reply -> reply.verbatim("txt", classes));
            });
    return true;
  }

  /** Redis logs it as a warning, where its tests look for it. */
  private static boolean log(Call call) {
    call.server().log(call.arguments().text(2, Errors.MOST_TEXT));
    call.reply().ok();
    return true;
  }

  /** Without {@code NOSAVE} the options change nothing: what is loaded is what is there. */
  private static boolean reload(Call call) {
    boolean save = true;
    boolean flush = true;
    for (int i = 2; i < call.count(); i++) {
      if (call.arguments().matches(i, "nosave")) {
        save = false;
      } else if (call.arguments().matches(i, "noflush")) {
        flush = false;
      } else if (!call.arguments().matches(i, "merge")) {
        call.refuse(RELOAD_OPTIONS);
        return true;
      }
    }
    DataReload reload = new DataReload(call);
    DataReload.Way way = save ? reload::thereAndBack : flush ? reload::replace : reload::merge;
    call.later()
        .answer(
            Lane.RESTORES,
            () -> {
              reload.run(way);
              return new LongWork.Done(ReplyWriter::ok);
            });
    return true;
  }

  private static boolean help(Call call) {
    Help.replyTo(
        call,
        "DEBUG",
        "CHANGE-REPL-ID | CLIENT-ENFORCE-REPLY-LIST (0|1) | DICT-RESIZING (0|1) | PAUSE-CRON (0|1)",
        "DELAY-RDB-CLIENT-FREE-SECONDS <seconds> | QUICKLIST-PACKED-THRESHOLD <size>",
        "REPLYBUFFER (PEAK-RESET-TIME <NEVER|RESET|milliseconds> | RESIZING <0|1>)",
        "    Do nothing: there is no replication, and Radish keeps data by rules of its own.",
        "DIGEST",
        "    Answers a signature of all data, for databases that of Redis.",
        "DIGEST-VALUE <key> [<key> ...]",
        "    Answers signatures of values.",
        "ERROR <text>",
        "    Answers with that error.",
        "JMAP",
        "    Answers which classes of objects fill Java's heap.",
        "LISTPACK <key>",
        "    Shows the elements of a packed value.",
        "LOADAOF",
        "    Does what RELOAD does.",
        "LOG <text>",
        "    Writes the text into the log.",
        "OBJECT <key>",
        "    Shows how a value is kept.",
        "POPULATE <count> [<prefix>] [<size>]",
        "    Makes so many strings <prefix>:<number>; 'key' where no prefix is given.",
        "PROTOCOL <type>",
        "    Answers with a sample of that type: string, integer, double, bignum, null, array, set,",
        "    map, attrib, push, verbatim, true, false.",
        "RELOAD [NOSAVE] [NOFLUSH] [MERGE]",
        "    Backs all data up into a folder of its own and restores it; clients wait meanwhile.",
        "    With NOSAVE the newest whole run of backups is restored; with NOFLUSH, too, its keys",
        "    are added to those that are there.",
        "SET-ACTIVE-EXPIRE (0|1)",
        "    Leaves the memory of expired keys that nobody asks for, or frees it again.",
        "SET-DISABLE-DENY-SCRIPTS (0|1)",
        "    Lets scripts call DEBUG, or no more.",
        "SLEEP <seconds>",
        "    Stops everybody.",
        "STRINGMATCH-LEN <length> <pattern>",
        "    Matches a pattern against so many letters a.");
    return true;
  }
}
