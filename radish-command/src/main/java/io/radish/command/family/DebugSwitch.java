// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subcommands of {@code DEBUG} that switch something on or off. Most of what they switch is not
 * there: they are for the tests of others, which go on past them.
 */
final class DebugSwitch {
  private static final String BAD_THRESHOLD =
      "argument must be a memory value bigger than 1 and smaller than 4gb";

  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]{1,10})(b|kb?|mb?|gb?|)", Pattern.CASE_INSENSITIVE);

  /** The largest that Redis takes: a node of a list has to fit behind it. */
  private static final long MOST_THRESHOLD = (1L << 32) - (1L << 20);

  private DebugSwitch() {}

  /** Switches; whether there is a switch of that name with so many arguments. */
  static boolean set(Call call, String sub) {
    return switch (sub + "/" + (call.count() - 2)) {
      case "change-repl-id/0",
          "client-enforce-reply-list/1",
          "delay-rdb-client-free-seconds/1",
          "dict-resizing/1",
          "pause-cron/1" ->
          ok(call);
      case "quicklist-packed-threshold/1" -> threshold(call);
      case "replybuffer/2" -> replyBuffer(call);
      case "set-active-expire/1" -> {
        call.store().maintenance().setExpiring(isOn(call));
        yield ok(call);
      }
      case "set-disable-deny-scripts/1" -> {
        call.services().supervision().setDebuggingInScripts(isOn(call));
        yield ok(call);
      }
      default -> false;
    };
  }

  private static boolean ok(Call call) {
    call.reply().ok();
    return true;
  }

  /** Whether the argument is a number other than 0; what is none is 0, as in Redis. */
  private static boolean isOn(Call call) {
    return call.arguments().isLong(2) && call.arguments().toLong(2) != 0;
  }

  private static boolean threshold(Call call) {
    if (isThreshold(call)) {
      return ok(call);
    }
    call.refuse(BAD_THRESHOLD);
    return true;
  }

  /** Whether the argument is an amount of memory that Redis takes. */
  private static boolean isThreshold(Call call) {
    Matcher amount = AMOUNT.matcher(call.arguments().text(2, Errors.QUOTED));
    if (!amount.matches()) {
      return false;
    }
    long unit =
        switch (amount.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1000;
          case "kb" -> 1L << 10;
          case "m" -> 1_000_000;
          case "mb" -> 1L << 20;
          case "g" -> 1_000_000_000;
          case "gb" -> 1L << 30;
          default -> 1;
        };
    return Long.parseLong(amount.group(1)) * unit <= MOST_THRESHOLD;
  }

  /** Buffers of replies are as large as what is in them: there is nothing to make smaller. */
  private static boolean replyBuffer(Call call) {
    if (call.arguments().matches(2, "resizing")) {
      return ok(call);
    }
    if (!call.arguments().matches(2, "peak-reset-time")) {
      return false;
    }
    if (call.arguments().matches(3, "never")
        || call.arguments().matches(3, "reset")
        || call.arguments().isLong(3)) {
      return ok(call);
    }
    call.error(Errors.NOT_INTEGER);
    return true;
  }
}
