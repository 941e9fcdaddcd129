// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.command.access.CommandCatalog.Item;
import io.radish.command.access.Rights.KeyRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rules of {@link Rights}, one after the other, in Redis' notation. */
final class RightsBuilder {
  /** What a rule of caches begins with. */
  static final String CACHES = "caches:";

  private final CommandCatalog catalog;
  private long[] commands;
  private boolean futureCommands;
  private final Map<Integer, Set<String>> firstArguments = new HashMap<>();
  private final List<String> commandRules = new ArrayList<>();

  /** Null where all keys are allowed; so are the others. */
  private @Nullable List<KeyRule> keys = new ArrayList<>();

  private @Nullable List<Pattern> channels = new ArrayList<>();
  private @Nullable List<Pattern> caches;

  /** Begins with nothing allowed but, where {@code allChannels} says so, all channels. */
  RightsBuilder(CommandCatalog catalog, boolean allChannels) {
    this.catalog = catalog;
    this.commands = new long[(catalog.numbers() + Long.SIZE - 1) / Long.SIZE];
    if (allChannels) {
      channels = null;
    }
  }

  /** Begins with what {@code rights} allow. */
  RightsBuilder(CommandCatalog catalog, Rights rights) {
    this(catalog, false);
    rights.copyTo(this);
  }

  void begin(
      long[] commandBits,
      boolean future,
      Map<Integer, Set<String>> arguments,
      List<String> rules,
      @Nullable List<KeyRule> keyRules,
      @Nullable List<Pattern> channelRules,
      @Nullable List<Pattern> cacheRules) {
    commands = commandBits.clone();
    futureCommands = future;
    arguments.forEach((number, words) -> firstArguments.put(number, new LinkedHashSet<>(words)));
    commandRules.addAll(rules);
    keys = keyRules == null ? null : new ArrayList<>(keyRules);
    channels = channelRules == null ? null : new ArrayList<>(channelRules);
    caches = cacheRules == null ? null : new ArrayList<>(cacheRules);
  }

  /** The rights by now. */
  Rights build() {
    Map<Integer, Set<String>> arguments = new HashMap<>();
    firstArguments.forEach((number, words) -> arguments.put(number, Set.copyOf(words)));
    return new Rights(
        commands.clone(),
        futureCommands,
        Map.copyOf(arguments),
        List.copyOf(commandRules),
        copy(keys),
        copy(channels),
        copy(caches));
  }

  private static <T> @Nullable List<T> copy(@Nullable List<T> rules) {
    return rules == null ? null : List.copyOf(rules);
  }

  /** Applies one rule. */
  void apply(String rule) throws RuleException {
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "allkeys", "~*" -> keys = null;
      case "resetkeys" -> keys = new ArrayList<>();
      case "allchannels", "&*" -> channels = null;
      case "resetchannels" -> channels = new ArrayList<>();
      case "allcaches", CACHES + "*" -> caches = null;
      case "resetcaches" -> caches = new ArrayList<>();
      case "allcommands", "+@all" -> setAllCommands(true);
      case "nocommands", "-@all" -> setAllCommands(false);
      default -> applyOther(rule);
    }
  }

  private void applyOther(String rule) throws RuleException {
    char first = rule.isEmpty() ? ' ' : rule.charAt(0);
    switch (first) {
      case '~', '%' -> addKeys(rule);
      case '&' -> addChannels(rule.substring(1));
      case '+', '-' -> changeCommands(rule.substring(1), first == '+');
      default -> {
        if (!rule.regionMatches(true, 0, CACHES, 0, CACHES.length())) {
          throw new RuleException(RuleException.SYNTAX);
        }
        addCaches(rule.substring(CACHES.length()));
      }
    }
  }

  // ---- names ----

  private void addKeys(String rule) throws RuleException {
    List<KeyRule> rules = keys;
    if (rules == null) {
      throw new RuleException(RuleException.AFTER_ALL_KEYS);
    }
    int tilde = rule.indexOf('~');
    boolean read = tilde == 0;
    boolean write = tilde == 0;
    for (int i = 1; i < tilde; i++) {
      switch (rule.charAt(i)) {
        case 'R', 'r' -> read = true;
        case 'W', 'w' -> write = true;
        default -> throw new RuleException(RuleException.SYNTAX);
      }
    }
    if ((!read && !write) || ByteText.hasBlank(rule)) {
      throw new RuleException(RuleException.SYNTAX);
    }
    Pattern pattern = new Pattern(rule.substring(tilde + 1));
    for (int i = 0; i < rules.size(); i++) {
      KeyRule there = rules.get(i);
      if (there.pattern().equals(pattern)) {
        rules.set(i, new KeyRule(pattern, there.read() || read, there.write() || write));
        return;
      }
    }
    rules.add(new KeyRule(pattern, read, write));
  }

  private void addChannels(String pattern) throws RuleException {
    List<Pattern> rules = channels;
    if (rules == null) {
      throw new RuleException(RuleException.AFTER_ALL_CHANNELS);
    }
    add(rules, pattern);
  }

  /** All caches are allowed until the first rule names some. */
  private void addCaches(String pattern) throws RuleException {
    if (pattern.isEmpty()) {
      throw new RuleException(RuleException.SYNTAX);
    }
    List<Pattern> rules = caches == null ? new ArrayList<>() : caches;
    add(rules, pattern);
    caches = rules;
  }

  private static void add(List<Pattern> rules, String text) throws RuleException {
    if (ByteText.hasBlank(text)) {
      throw new RuleException(RuleException.SYNTAX);
    }
    Pattern pattern = new Pattern(text);
    if (!rules.contains(pattern)) {
      rules.add(pattern);
    }
  }

  // ---- commands ----

  private void setAllCommands(boolean allowed) {
    Arrays.fill(commands, allowed ? -1L : 0);
    futureCommands = allowed;
    firstArguments.clear();
    commandRules.clear();
  }

  private void changeCommands(String what, boolean allowed) throws RuleException {
    if (what.startsWith("@")) {
      changeCategory(what.substring(1).toLowerCase(Locale.ROOT), allowed);
      return;
    }
    Item command = catalog.find(what);
    if (command != null) {
      setCommand(command, allowed);
      remember(command.name(), allowed);
    } else if (allowed) {
      addFirstArgument(what);
    } else {
      throw new RuleException(RuleException.UNKNOWN_COMMAND);
    }
  }

  private void addFirstArgument(String what) throws RuleException {
    int bar = what.lastIndexOf('|');
    Item command = bar < 0 ? null : catalog.find(what.substring(0, bar));
    if (command == null) {
      throw new RuleException(RuleException.UNKNOWN_COMMAND);
    }
    if (command.isSubcommand()) {
      throw new RuleException(RuleException.FIRST_ARGUMENT);
    }
    String argument = what.substring(bar + 1);
    if (!command.subcommands().isEmpty() && !argument.isEmpty()) {
      throw new RuleException(RuleException.UNKNOWN_COMMAND);
    }
    if (argument.isEmpty() || ByteText.hasBlank(argument)) {
      throw new RuleException(RuleException.SYNTAX);
    }
    firstArguments.computeIfAbsent(command.number(), key -> new LinkedHashSet<>()).add(argument);
    remember(what, true);
  }

  private void changeCategory(String category, boolean allowed) throws RuleException {
    if (!catalog.categories().contains(category)) {
      throw new RuleException(RuleException.UNKNOWN_COMMAND);
    }
    for (Item command : catalog.commands()) {
      changeCategory(command, category, allowed);
    }
    remember("@" + category, allowed);
  }

  private void changeCategory(Item command, String category, boolean allowed) {
    if (command.categories().contains(category)) {
      setCommand(command, allowed);
    }
    command.subcommands().forEach(sub -> changeCategory(sub, category, allowed));
  }

  /** Allows or forbids a command, its subcommands along with it. */
  private void setCommand(Item command, boolean allowed) {
    int number = command.number();
    long bit = 1L << number;
    commands[number >> 6] = allowed ? commands[number >> 6] | bit : commands[number >> 6] & ~bit;
    firstArguments.remove(number);
    command.subcommands().forEach(sub -> setCommand(sub, allowed));
  }

  /** Puts a rule behind the others, in the place of those that it makes void. */
  private void remember(String what, boolean allowed) {
    String rule = what.toLowerCase(Locale.ROOT);
    commandRules.removeIf(
        old -> old.startsWith(rule, 1) && (old.length() == rule.length() + 1 || isSub(old, rule)));
    commandRules.add((allowed ? "+" : "-") + rule);
  }

  private static boolean isSub(String old, String rule) {
    return old.charAt(rule.length() + 1) == '|';
  }
}
