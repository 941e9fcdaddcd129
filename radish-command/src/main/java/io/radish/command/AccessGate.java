// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.ByteText;
import io.radish.command.access.Denial;
import io.radish.command.access.Rights;
import io.radish.command.access.User;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests against the rights of a user: the command, the caches it reaches for, its keys and
 * its channels. Asked only for users who may not do all. Safe for any thread.
 */
final class AccessGate {
  /** What is done with a key in the words of {@code COMMAND INFO}, as far as rights tell apart. */
  private static final Set<String> WRITES = Set.of("insert", "update", "delete");

  private static final String READS = "access";

  /**
   * What a request was refused for.
   *
   * @param object the command, key, channel or cache, a character for each byte
   * @param position of the argument that it was; the later, the more the request was allowed
   */
  record Refusal(Denial denial, String object, int position) {
    /** The error, in Redis' words, which do not name keys or channels. */
    String error(User user) {
      return switch (denial) {
        case COMMAND -> "NOPERM " + verbose(user);
        case KEY, AUTH -> "NOPERM No permissions to access a key";
        case CHANNEL -> "NOPERM No permissions to access a channel";
        case CACHE -> "NOPERM No permissions to access a cache";
      };
    }

    /** The sentence of {@code ACL DRYRUN}; a character for each byte. */
    String verbose(User user) {
      String who = "User " + user.name() + " has no permissions to ";
      return switch (denial) {
        case COMMAND -> who + "run the '" + object + "' command";
        case KEY, AUTH -> who + "access the '" + object + "' key";
        case CHANNEL -> who + "access the '" + object + "' channel";
        case CACHE -> who + "access the '" + object + "' cache";
      };
    }

    /** Why a command of a transaction cannot be run any more, in Redis' words. */
    String reason() {
      return switch (denial) {
        case COMMAND -> "no permission to execute the command or subcommand";
        case KEY, AUTH -> "no permission to touch the specified keys";
        case CHANNEL ->
            "no permission to access one of the channels used as arguments to the command";
        case CACHE -> "no permission to access one of the caches";
      };
    }

    private boolean tellsMoreThan(Refusal other) {
      int difference = denial.compareTo(other.denial);
      return difference > 0 || (difference == 0 && position > other.position);
    }
  }

  private final ServerControl server;

  AccessGate(ServerControl server) {
    this.server = server;
  }

  /** What is against it that {@code user} runs a request in a keyspace; null for nothing. */
  @Nullable Refusal judge(
      Session session, User user, Command command, Arguments request, KeyspaceName current) {
    Refusal worst = null;
    KeyPositions keys = null;
    for (Rights rights : user.rights()) {
      if (keys == null && !rights.allowsAllKeys() && command.hasKeys()) {
        keys = keysOf(command, request);
      }
      Refusal refusal = judge(session, rights, command, request, current, keys);
      if (refusal == null) {
        return null;
      }
      if (worst == null || refusal.tellsMoreThan(worst)) {
        worst = refusal;
      }
    }
    return worst;
  }

  /** Whether {@code user} may read all keys, by rights that let it run the request. */
  boolean mayReadAllKeys(
      Session session, User user, Command command, Arguments request, KeyspaceName current) {
    KeyPositions keys = keysOf(command, request);
    return user.rights().stream()
        .filter(Rights::mayReadAllKeys)
        .anyMatch(rights -> judge(session, rights, command, request, current, keys) == null);
  }

  private @Nullable Refusal judge(
      Session session,
      Rights rights,
      Command command,
      Arguments request,
      KeyspaceName current,
      @Nullable KeyPositions keys) {
    Refusal refusal = commandRefusal(rights, command, request);
    if (refusal == null && keys != null && !rights.allowsAllKeys()) {
      refusal = keyRefusal(rights, command, request, keys);
    }
    if (refusal == null && !rights.allowsAllChannels()) {
      refusal = channelRefusal(rights, command, request);
    }
    if (refusal == null && !rights.allowsAllCaches()) {
      refusal = cacheRefusal(session, rights, command, request, current);
    }
    return refusal;
  }

  // ---- commands ----

  private static @Nullable Refusal commandRefusal(
      Rights rights, Command command, Arguments request) {
    int number = command.number();
    if (rights.allowsCommand(number) || command.is(Flag.NO_AUTH)) {
      return null;
    }
    if (rights.hasFirstArguments(number)
        && request.count() > 1
        && request.length(1) <= Errors.MOST_TEXT
        && rights.allowsFirstArgument(number, ByteText.of(request.bytes(1)))) {
      return null;
    }
    return new Refusal(Denial.COMMAND, command.name(), 0);
  }

  // ---- keys ----

  private static KeyPositions keysOf(Command command, Arguments request) {
    KeyPositions keys = new KeyPositions();
    if (!command.findKeys(request, keys)) {
      // Who runs it finds the same fault, and touches no key.
      keys.clear();
    }
    return keys;
  }

  private static @Nullable Refusal keyRefusal(
      Rights rights, Command command, Arguments request, KeyPositions keys) {
    ByteView key = new ByteView();
    for (int n = 0; n < keys.count(); n++) {
      List<String> flags = command.keyFlags(request, keys.flags(n));
      if (flags.contains(Command.NOT_KEY)) {
        continue;
      }
      int position = keys.position(n);
      boolean writes = flags.stream().anyMatch(WRITES::contains);
      if (!rights.allowsKey(point(request, position, key), flags.contains(READS), writes)) {
        return new Refusal(Denial.KEY, text(request, position), position);
      }
    }
    return null;
  }

  // ---- channels ----

  private static @Nullable Refusal channelRefusal(
      Rights rights, Command command, Arguments request) {
    ChannelUse use = command.channels();
    if (use == ChannelUse.NONE) {
      return null;
    }
    int end = use == ChannelUse.FIRST ? 2 : request.count();
    ByteView channel = new ByteView();
    for (int i = 1; i < end; i++) {
      if (!rights.allowsChannel(point(request, i, channel), use == ChannelUse.PATTERNS)) {
        return new Refusal(Denial.CHANNEL, text(request, i), i);
      }
    }
    return null;
  }

  // ---- caches ----

  private @Nullable Refusal cacheRefusal(
      Session session, Rights rights, Command command, Arguments request, KeyspaceName current) {
    CacheUse use = command.caches();
    if (use.equals(CacheUse.EVERY)) {
      return new Refusal(Denial.CACHE, "*", 0);
    }
    List<KeyspaceName> denied = new ArrayList<>();
    use.find(
        (from, argument) -> CacheNames.find(session, server, from, argument),
        request,
        current,
        name -> {
          if (!rights.allowsCache(name.cache(), name.store())) {
            denied.add(name);
          }
        });
    return denied.isEmpty()
        ? null
        : new Refusal(Denial.CACHE, ByteText.ofString(denied.getFirst().toString()), 0);
  }

  // ---- arguments ----

  private static ByteView point(Arguments request, int i, ByteView at) {
    byte[] array = request.array(i);
    MemorySegment large = request.large(i);
    if (array != null) {
      return at.set(array, request.offset(i), request.length(i));
    }
    if (large == null) {
      throw new IllegalStateException("argument " + i + " lies nowhere");
    }
    return at.set(large, 0, request.length(i));
  }

  private static String text(Arguments request, int i) {
    return ByteText.of(request.start(i, Errors.MOST_TEXT));
  }
}
