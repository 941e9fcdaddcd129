// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be done by who meets one set of rules: those of a user itself, or of one selector. Never
 * changes.
 *
 * <p>Commands are bits by their numbers, so that a look at one costs a shift. Lists of patterns are
 * null where everything is allowed.
 */
public final class Rights {
  /** A pattern of keys, and what may be done with them. */
  record KeyRule(Pattern pattern, boolean read, boolean write) {
    String text() {
      String how = read && write ? "~" : read ? "%R~" : "%W~";
      return how + pattern.text();
    }
  }

  private final long[] commands;
  private final boolean futureCommands;

  /** The first arguments with which a command is allowed that is not as such, by its number. */
  private final Map<Integer, Set<String>> firstArguments;

  /** The rules of commands as {@code ACL LIST} shows them behind the first, in their order. */
  private final List<String> commandRules;

  private final @Nullable List<KeyRule> keys;
  private final @Nullable List<Pattern> channels;
  private final @Nullable List<Pattern> caches;

  Rights(
      long[] commands,
      boolean futureCommands,
      Map<Integer, Set<String>> firstArguments,
      List<String> commandRules,
      @Nullable List<KeyRule> keys,
      @Nullable List<Pattern> channels,
      @Nullable List<Pattern> caches) {
    this.commands = commands;
    this.futureCommands = futureCommands;
    this.firstArguments = firstArguments;
    this.commandRules = commandRules;
    this.keys = keys;
    this.channels = channels;
    this.caches = caches;
  }

  // ---- judging ----

  /** Whether the command of that number may be run, whatever its arguments. */
  public boolean allowsCommand(int number) {
    return ((commands[number >> 6] >>> number) & 1) != 0;
  }

  /** Whether that command may be run with some first arguments. */
  public boolean hasFirstArguments(int number) {
    return firstArguments.containsKey(number);
  }

  /** Whether that command may be run with this first argument, in any case. */
  public boolean allowsFirstArgument(int number, String argument) {
    return firstArguments.getOrDefault(number, Set.of()).stream()
        .anyMatch(allowed -> ByteText.sameWord(allowed, argument));
  }

  /** Whether any key may be read and written. */
  public boolean allowsAllKeys() {
    return keys == null;
  }

  /** Whether a key may be read, written, or both, as {@code reads} and {@code writes} say. */
  public boolean allowsKey(ByteView key, boolean reads, boolean writes) {
    List<KeyRule> rules = keys;
    if (rules == null) {
      return true;
    }
    for (KeyRule rule : rules) {
      if ((rule.read || !reads) && (rule.write || !writes) && rule.pattern.matches(key)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any key may be read, so that a command may look at keys that it makes up. */
  public boolean mayReadAllKeys() {
    List<KeyRule> rules = keys;
    return rules == null
        || rules.stream().anyMatch(rule -> rule.read && rule.pattern.text().equals("*"));
  }

  public boolean allowsAllChannels() {
    return channels == null;
  }

  /** Whether a channel may be used; {@code isPattern}: a pattern of channels, which is named. */
  public boolean allowsChannel(ByteView channel, boolean isPattern) {
    return allowsChannel(channels, channel, isPattern);
  }

  static boolean allowsChannel(
      @Nullable List<Pattern> allowed, ByteView channel, boolean isPattern) {
    if (allowed == null) {
      return true;
    }
    for (Pattern pattern : allowed) {
      boolean matches =
          isPattern ? pattern.text().equals(ByteText.of(channel)) : pattern.matches(channel);
      if (matches) {
        return true;
      }
    }
    return false;
  }

  public boolean allowsAllCaches() {
    return caches == null;
  }

  /**
   * Whether a cache may be used.
   *
   * @param cache its name, or {@code default_store}
   * @param store the name of an expiring store within it; null for the cache itself
   */
  public boolean allowsCache(String cache, @Nullable String store) {
    List<Pattern> rules = caches;
    if (rules == null) {
      return true;
    }
    ByteView ofCache = ByteView.of(cache.getBytes(StandardCharsets.UTF_8));
    ByteView whole =
        store == null
            ? ofCache
            : ByteView.of((cache + ":" + store).getBytes(StandardCharsets.UTF_8));
    for (Pattern pattern : rules) {
      // Who may use a cache may use the stores within it; a colon picks some of them.
      if (pattern.matches(pattern.text().indexOf(':') < 0 ? ofCache : whole)) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is forbidden, of all there is. */
  boolean isUnlimited(int numbers) {
    if (keys != null || channels != null || caches != null) {
      return false;
    }
    for (int number = 0; number < numbers; number++) {
      if (!allowsCommand(number)) {
        return false;
      }
    }
    return true;
  }

  // ---- as texts ----

  /** The rules of commands, the first of which is {@code +@all} or {@code -@all}. */
  public String commandText() {
    String base = futureCommands ? "+@all" : "-@all";
    return commandRules.isEmpty() ? base : base + " " + String.join(" ", commandRules);
  }

  /** The patterns of keys, separated by blanks. */
  public String keyText() {
    List<KeyRule> rules = keys;
    return rules == null ? "~*" : String.join(" ", rules.stream().map(KeyRule::text).toList());
  }

  /** The patterns of channels, separated by blanks. */
  public String channelText() {
    return text("&", channels);
  }

  /** The patterns of caches, separated by blanks. */
  public String cacheText() {
    return text(RightsBuilder.CACHES, caches);
  }

  private static String text(String prefix, @Nullable List<Pattern> patterns) {
    return patterns == null
        ? prefix + "*"
        : String.join(" ", patterns.stream().map(each -> prefix + each.text()).toList());
  }

  /** All rules, as {@code ACL LIST} shows them. */
  void describe(StringBuilder text) {
    String keyRules = keyText();
    text.append(keyRules).append(keyRules.isEmpty() ? "" : " ");
    text.append(channels == null ? "" : "resetchannels ");
    text.append(channelText()).append(channelText().isEmpty() ? "" : " ");
    if (caches != null) {
      text.append("resetcaches ").append(cacheText()).append(cacheText().isEmpty() ? "" : " ");
    }
    text.append(commandText());
  }

  /** What a builder goes on with. */
  void copyTo(RightsBuilder builder) {
    builder.begin(commands, futureCommands, firstArguments, commandRules, keys, channels, caches);
  }

  @Nullable List<Pattern> channels() {
    return channels;
  }
}
