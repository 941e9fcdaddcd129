// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code CLIENT TRACKING} and what belongs to it, for a server that tracks nothing: switching it
 * off and asking about it work, switching it on is refused.
 */
final class TrackingFamily {
  private static final String NO_TRACKING =
      "ERR Radish does not track keys yet: CLIENT TRACKING ON is refused, so that no client relies"
          + " on news that would not come";

  private static final String CACHING_WITHOUT_TRACKING =
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or"
          + " OPTOUT mode enabled";

  /** The most prefixes that are compared, each with each. */
  private static final int MOST_COMPARED = 1000;

  private TrackingFamily() {}

  static List<Command> subcommands() {
    return List.of(
        ClientFamily.command("CACHING", 3)
            .since("6.0.0")
            .summary("Say whether the keys of the next command are tracked")
            .arguments(
                ArgumentSpec.oneOf(
                    "mode", ArgumentSpec.token("yes", "YES"), ArgumentSpec.token("no", "NO")))
            .handler(call -> call.error(CACHING_WITHOUT_TRACKING)),
        ClientFamily.command("GETREDIR", 2)
            .since("6.0.0")
            .summary("Which connection is told of keys that this one tracks")
            .handler(call -> call.reply().integer(-1)),
        ClientFamily.command("TRACKING", -3)
            .since("6.0.0")
            .complexity("O(1). Some options may introduce additional complexity.")
            .summary("Switch the tracking of keys on or off")
            .arguments(
                ArgumentSpec.oneOf(
                    "status", ArgumentSpec.token("on", "ON"), ArgumentSpec.token("off", "OFF")),
                ArgumentSpec.integer("client-id").after("REDIRECT").optional(),
                ArgumentSpec.string("prefix").after("PREFIX").optional().multipleTokens(),
                ArgumentSpec.token("bcast", "BCAST").optional(),
                ArgumentSpec.token("optin", "OPTIN").optional(),
                ArgumentSpec.token("optout", "OPTOUT").optional(),
                ArgumentSpec.token("noloop", "NOLOOP").optional())
            .handler(TrackingFamily::tracking),
        ClientFamily.command("TRACKINGINFO", 2)
            .since("6.2.0")
            .summary("What the connection tracks")
            .handler(call -> info(call.reply())));
  }

  private static void tracking(Call call) {
    ArgumentCursor options = call.cursor(3);
    Options asked = new Options();
    while (options.hasMore()) {
      if (options.left() >= 2 && options.take("redirect")) {
        long id = options.nextLong();
        boolean isThere =
            call.server().sessions().stream().anyMatch(each -> each.client().id() == id);
        if (!isThere) {
          options.fail("ERR The client ID you want redirect to does not exist");
        }
      } else if (options.left() >= 2 && options.take("prefix")) {
        asked.prefixes.add(options.skip());
      } else if (options.take("bcast")) {
        asked.broadcast = true;
      } else if (options.take("optin")) {
        asked.optIn = true;
      } else if (options.take("optout")) {
        asked.optOut = true;
      } else if (!options.take("noloop")) {
        options.failSyntax();
      }
    }
    if (call.refused(options)) {
      return;
    }
    if (call.arguments().matches(2, "off")) {
      call.reply().ok();
    } else if (!call.arguments().matches(2, "on")) {
      call.error(Errors.SYNTAX);
    } else if (!asked.refused(call)) {
      call.error(NO_TRACKING);
    }
  }

  /** What is asked for beside the tracking itself. */
  private static final class Options {
    private boolean broadcast;
    private boolean optIn;
    private boolean optOut;

    /** The positions of the prefixes among the arguments. */
    private final List<Integer> prefixes = new ArrayList<>();

    /** Whether the options contradict each other, with Redis' error written. */
    boolean refused(Call call) {
      if (!broadcast && !prefixes.isEmpty()) {
        call.refuse("PREFIX option requires BCAST mode to be enabled");
      } else if (broadcast && (optIn || optOut)) {
        call.refuse("OPTIN and OPTOUT are not compatible with BCAST");
      } else if (optIn && optOut) {
        call.refuse("You can't specify both OPTIN mode and OPTOUT mode");
      } else {
        return isOverlapping(call);
      }
      return true;
    }

    private boolean isOverlapping(Call call) {
      ByteView one = new ByteView();
      ByteView other = new ByteView();
      if (prefixes.size() > MOST_COMPARED) {
        return false;
      }
      for (int i = 0; i < prefixes.size(); i++) {
        for (int k = i + 1; k < prefixes.size(); k++) {
          call.point(prefixes.get(i), one);
          call.point(prefixes.get(k), other);
          int common = Math.min(one.length(), other.length());
          if (one.set(one, 0, common).contentEquals(other.set(other, 0, common))) {
            call.refuse(
                "Prefix '"
                    + call.arguments().text(prefixes.get(i), Errors.QUOTED)
                    + "' overlaps with another provided prefix '"
                    + call.arguments().text(prefixes.get(k), Errors.QUOTED)
                    + "'. Prefixes for a single client must not overlap.");
            return true;
          }
        }
      }
      return false;
    }
  }

  private static void info(ReplyWriter reply) {
    reply.map(3);
    reply.bulk("flags");
    reply.set(1);
    reply.bulk("off");
    reply.bulk("redirect");
    reply.integer(-1);
    reply.bulk("prefixes");
    reply.array(0);
  }
}
