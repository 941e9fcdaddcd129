// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.SESSION;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ClientLine;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Session;
import io.radish.command.tracking.Tracker;
import io.radish.command.tracking.Tracking;
import io.radish.command.tracking.TrackingMode;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code CLIENT TRACKING} and what belongs to it: clients that keep copies of what they read, and
 * are told when these are no longer right.
 */
final class TrackingFamily {
  private static final String CACHING_WITHOUT_TRACKING =
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or"
          + " OPTOUT mode enabled";

  private static final String BEFORE_DISABLING =
      " before disabling tracking for this client, and then re-enabling it with a different mode.";

  /** The most prefixes of a client: each is compared with each, and with every key that changes. */
  private static final int MOST_PREFIXES = 1000;

  /** The longest prefix: it lies on the heap. */
  private static final int MOST_PREFIX_BYTES = 1024;

  private TrackingFamily() {}

  static List<Command> subcommands() {
    return List.of(
        ClientFamily.command("CACHING", 3)
            .flags(SESSION)
            .since("6.0.0")
            .summary("Say whether the keys of the next command are tracked")
            .arguments(
                ArgumentSpec.oneOf(
                    "mode", ArgumentSpec.token("yes", "YES"), ArgumentSpec.token("no", "NO")))
            .handler(TrackingFamily::caching),
        ClientFamily.command("GETREDIR", 2)
            .since("6.0.0")
            .summary("Which connection is told of keys that this one tracks")
            .handler(call -> call.reply().integer(ClientLine.redirect(call.session().tracker()))),
        ClientFamily.command("TRACKING", -3)
            .flags(SESSION)
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
            .handler(TrackingFamily::info));
  }

  // ---- CLIENT TRACKING ----

  private static void tracking(Call call) {
    ArgumentCursor options = call.cursor(3);
    Options asked = new Options();
    while (options.hasMore()) {
      asked.readOne(call, options);
    }
    if (call.refused(options)) {
      return;
    }
    Tracking tracking = call.services().tracking();
    if (call.arguments().matches(2, "off")) {
      call.session().endTracking(tracking);
      call.reply().ok();
    } else if (!call.arguments().matches(2, "on")) {
      call.error(Errors.SYNTAX);
    } else if (!asked.refused(call)) {
      tracking.begin(call.session().trackerOrNew(tracking), asked.mode(), asked.prefixes(call));
      call.noteTracking();
      call.reply().ok();
    }
  }

  /** What is asked for beside the tracking itself. */
  private static final class Options {
    private boolean broadcast;
    private boolean optIn;
    private boolean optOut;
    private boolean noLoop;
    private boolean redirected;
    private @Nullable Session redirect;

    /** The positions of the prefixes among the arguments. */
    private final List<Integer> prefixes = new ArrayList<>();

    void readOne(Call call, ArgumentCursor options) {
      if (options.left() >= 2 && options.take("redirect")) {
        readRedirect(call, options);
      } else if (options.left() >= 2 && options.take("prefix")) {
        prefixes.add(options.skip());
      } else if (options.take("bcast")) {
        broadcast = true;
      } else if (options.take("optin")) {
        optIn = true;
      } else if (options.take("optout")) {
        optOut = true;
      } else if (options.take("noloop")) {
        noLoop = true;
      } else {
        options.failSyntax();
      }
    }

    private void readRedirect(Call call, ArgumentCursor options) {
      if (redirected) {
        options.fail("ERR A client can only redirect to a single other client");
      }
      long id = options.nextLong();
      if (options.error() != null) {
        return;
      }
      redirected = true;
      redirect =
          call.server().sessions().stream()
              .filter(each -> each.client().id() == id)
              .findAny()
              .orElse(null);
      if (redirect == null) {
        options.fail("ERR The client ID you want redirect to does not exist");
      }
    }

    TrackingMode mode() {
      return new TrackingMode(broadcast, optIn, optOut, noLoop, redirect);
    }

    List<byte[]> prefixes(Call call) {
      return prefixes.stream().map(call.arguments()::bytes).toList();
    }

    /** Whether the options contradict each other or what holds, with Redis' error written. */
    boolean refused(Call call) {
      Tracker tracker = call.session().tracker();
      TrackingMode now = tracker == null ? null : tracker.mode();
      if (!broadcast && !prefixes.isEmpty()) {
        call.refuse("PREFIX option requires BCAST mode to be enabled");
      } else if (now != null && now.broadcast() != broadcast) {
        call.refuse("You can't switch BCAST mode on/off" + BEFORE_DISABLING);
      } else if (broadcast && (optIn || optOut)) {
        call.refuse("OPTIN and OPTOUT are not compatible with BCAST");
      } else if (optIn && optOut) {
        call.refuse("You can't specify both OPTIN mode and OPTOUT mode");
      } else if (now != null && ((optIn && now.optOut()) || (optOut && now.optIn()))) {
        call.refuse("You can't switch OPTIN/OPTOUT mode" + BEFORE_DISABLING);
      } else {
        return isTooMuch(call, tracker) || isOverlapping(call, tracker);
      }
      return true;
    }

    private boolean isTooMuch(Call call, @Nullable Tracker tracker) {
      int known = tracker == null ? 0 : tracker.prefixes().size();
      if (prefixes.size() + known > MOST_PREFIXES) {
        call.refuse("a client can have at most " + MOST_PREFIXES + " prefixes");
        return true;
      }
      if (prefixes.stream().anyMatch(i -> call.arguments().length(i) > MOST_PREFIX_BYTES)) {
        call.refuse("a prefix can have at most " + MOST_PREFIX_BYTES + " bytes");
        return true;
      }
      return false;
    }

    private boolean isOverlapping(Call call, @Nullable Tracker tracker) {
      ByteView one = new ByteView();
      ByteView other = new ByteView();
      for (int i = 0; i < prefixes.size(); i++) {
        call.point(prefixes.get(i), one);
        for (byte[] known : tracker == null ? List.<byte[]>of() : tracker.prefixes()) {
          if (overlap(one, other.set(known, 0, known.length))) {
            refuse(call, i, "an existing prefix '", quoted(known));
            return true;
          }
        }
        for (int k = i + 1; k < prefixes.size(); k++) {
          if (overlap(one, call.point(prefixes.get(k), other))) {
            String quoted = call.arguments().text(prefixes.get(k), Errors.QUOTED);
            refuse(call, i, "another provided prefix '", quoted);
            return true;
          }
        }
      }
      return false;
    }

    private static boolean overlap(ByteView one, ByteView other) {
      int common = Math.min(one.length(), other.length());
      int differs = one.mismatch(other);
      return differs < 0 || differs >= common;
    }

    private static String quoted(byte[] bytes) {
      return new String(bytes, 0, Math.min(bytes.length, Errors.QUOTED), StandardCharsets.UTF_8);
    }

    private void refuse(Call call, int i, String what, String other) {
      call.refuse(
          "Prefix '"
              + call.arguments().text(prefixes.get(i), Errors.QUOTED)
              + "' overlaps with "
              + what
              + other
              + "'. Prefixes for a single client must not overlap.");
    }
  }

  // ---- CLIENT CACHING, CLIENT TRACKINGINFO ----

  private static void caching(Call call) {
    Tracker tracker = call.session().tracker();
    TrackingMode mode = tracker == null ? null : tracker.mode();
    boolean yes = call.arguments().matches(2, "yes");
    if (tracker == null || mode == null) {
      call.error(CACHING_WITHOUT_TRACKING);
    } else if (!yes && !call.arguments().matches(2, "no")) {
      call.error(Errors.SYNTAX);
    } else if (yes && !mode.optIn()) {
      call.refuse("CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    } else if (!yes && !mode.optOut()) {
      call.refuse("CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
    } else {
      tracker.setCaching();
      call.reply().ok();
    }
  }

  private static void info(Call call) {
    Tracker tracker = call.session().tracker();
    ReplyWriter reply = call.reply();
    reply.map(3);
    reply.bulk("flags");
    List<String> flags = flags(tracker);
    reply.set(flags.size());
    flags.forEach(reply::bulk);
    reply.bulk("redirect");
    reply.integer(ClientLine.redirect(tracker));
    reply.bulk("prefixes");
    List<byte[]> prefixes =
        tracker == null
            ? List.of()
            : tracker.prefixes().stream().sorted(Arrays::compareUnsigned).toList();
    reply.array(prefixes.size());
    prefixes.forEach(each -> call.replyBytes(ByteView.of(each)));
  }

  private static List<String> flags(@Nullable Tracker tracker) {
    TrackingMode mode = tracker == null ? null : tracker.mode();
    if (tracker == null || mode == null) {
      return List.of("off");
    }
    List<String> flags = new ArrayList<>(List.of("on"));
    if (mode.broadcast()) {
      flags.add("bcast");
    }
    if (mode.optIn()) {
      flags.add("optin");
      if (tracker.isCaching()) {
        flags.add("caching-yes");
      }
    }
    if (mode.optOut()) {
      flags.add("optout");
      if (tracker.isCaching()) {
        flags.add("caching-no");
      }
    }
    if (mode.noLoop()) {
      flags.add("noloop");
    }
    if (tracker.isBroken()) {
      flags.add("broken_redirect");
    }
    return flags;
  }
}
