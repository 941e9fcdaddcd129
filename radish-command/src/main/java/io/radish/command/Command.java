// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One command: everything there is to say about it, and the handler that runs it.
 *
 * <p>Declared beside its handler; dispatch, arity errors, {@code COMMAND}, access rules, help and
 * {@code docs/commands.md} are derived from it.
 */
public final class Command {
  /** Runs a command; the locks of its keys' shards are held. */
  @FunctionalInterface
  public interface Handler {
    void run(Call call);
  }

  /** Tells which arguments of a request no log and no {@code MONITOR} may show. */
  @FunctionalInterface
  public interface Secrets {
    /** No argument is secret. */
    Secrets NONE = (request, i) -> false;

    boolean isSecret(Arguments request, int i);
  }

  /** All access categories, in the order in which {@code COMMAND} gives them. */
  public static final List<String> CATEGORIES =
      List.of(
          "keyspace",
          "read",
          "write",
          "set",
          "sortedset",
          "list",
          "hash",
          "string",
          "bitmap",
          "hyperloglog",
          "geo",
          "stream",
          "pubsub",
          "admin",
          "fast",
          "slow",
          "blocking",
          "dangerous",
          "connection",
          "transaction",
          "scripting");

  /** The highest number of a database that a setting allows. */
  private static final int MOST_DATABASE = 15;

  /** What {@code COMMAND INFO} says of a {@link KeySpec} that tells where channels stand. */
  public static final String NOT_KEY = "not_key";

  /** What a version changed about a command. */
  public record Change(String version, String text) {}

  /** Since when a command should not be used any more, and what to use. */
  public record Deprecation(String since, String replacement) {}

  private final String name;
  private final int arity;
  private final Set<Flag> flags;
  private final Set<String> categories;
  private final List<KeySpec> keys;
  private final @Nullable KeyFinder keyFinder;
  private final int onlyKey;
  private final Predicate<Arguments> allShardsIf;
  private final String group;
  private final String summary;
  private final String since;
  private final String complexity;
  private final List<String> tips;
  private final List<Change> history;
  private final @Nullable Deprecation deprecation;
  private final List<ArgumentSpec> arguments;
  private final List<Command> subcommands;
  private final @Nullable Handler handler;
  private final Secrets secrets;
  private final boolean system;
  private final @Nullable Function<Arguments, List<String>> keyFlags;
  private final int innerAt;
  private final int keyspaceAt;
  private final ChannelUse channels;
  private final CacheUse caches;

  private final boolean hasKeys;

  /** Given by the table, once, before any dispatcher sees the command. */
  private int number = -1;

  private Command(Builder builder) {
    this.name = builder.name;
    this.arity = builder.arity;
    this.flags = Collections.unmodifiableSet(EnumSet.copyOf(builder.flags));
    this.keys = builder.keys;
    this.keyFinder = builder.keyFinder;
    this.hasKeys =
        keyFinder != null || keys.stream().anyMatch(spec -> !spec.flags().contains(NOT_KEY));
    this.onlyKey = keyFinder == null ? onlyKeyOf(keys) : 0;
    this.allShardsIf = flags.contains(Flag.ALL_SHARDS) ? request -> true : builder.allShardsIf;
    this.group = builder.group;
    this.summary = builder.summary;
    this.since = builder.since;
    this.complexity = builder.complexity;
    this.tips = List.copyOf(builder.tips);
    this.history = List.copyOf(builder.history);
    this.deprecation = builder.deprecation;
    this.arguments = List.copyOf(builder.arguments);
    this.subcommands = List.copyOf(builder.subcommands);
    this.handler = builder.handler;
    this.secrets = builder.secrets;
    this.system = builder.system;
    this.keyFlags = builder.keyFlags;
    this.innerAt = builder.innerAt;
    this.keyspaceAt = builder.keyspaceAt;
    this.categories = builder.allCategories();
    this.channels = builder.channels;
    this.caches = builder.caches == null ? usualCaches() : builder.caches;
  }

  private CacheUse usualCaches() {
    boolean onData =
        isLocking() || List.of("keyspace", "read", "write").stream().anyMatch(categories::contains);
    return onData ? CacheUse.CURRENT : CacheUse.NONE;
  }

  /**
   * Begins the command {@code name}, written in upper case; {@code PARENT SUB} for a subcommand.
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** The name in lower case; of a subcommand, {@code parent|sub}. */
  public String name() {
    return name;
  }

  /** Its number in the table, from 0 on, subcommands included: an index for what is counted. */
  int number() {
    return number;
  }

  void setNumber(int place) {
    this.number = place;
  }

  /** Whether argument {@code i} of the request may be shown to nobody. */
  boolean isSecret(Arguments request, int i) {
    return secrets.isSecret(request, i);
  }

  /** The number of arguments with the name; negative for at least that many. */
  public int arity() {
    return arity;
  }

  /** The flags, in the order in which {@code COMMAND} gives them. */
  public Set<Flag> flags() {
    return flags;
  }

  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** The access categories, without the {@code @}, in the order of {@link #CATEGORIES}. */
  public Set<String> categories() {
    return categories;
  }

  /**
   * Whether there are keys among its arguments, not only names of channels that stand like keys.
   */
  public boolean hasKeys() {
    return hasKeys;
  }

  /** Where the keys stand; empty for a command without keys. */
  public List<KeySpec> keys() {
    return keys;
  }

  /** The position of the key, for a command that has one in a fixed place; 0 for others. */
  public int onlyKey() {
    return onlyKey;
  }

  /** Whether the keys stand in the same places whatever the arguments say. */
  public boolean hasFixedKeys() {
    return keyFinder == null && keys.stream().allMatch(KeySpec.Range.class::isInstance);
  }

  /** Whether the handler works on keys or a keyspace, so that locks are to be taken for it. */
  public boolean isLocking() {
    return hasKeys || flags.contains(Flag.ALL_SHARDS);
  }

  /**
   * Whether the handler may look into shards though it is not {@link #isLocking}, taking their
   * locks itself: unless it is all about the connection or channels.
   */
  boolean mayLockItself() {
    return !isLocking()
        // Tracking begins under no lock, or all.
        && (!categories.contains("connection") || name.equals("client|tracking"))
        && !group.equals("transactions")
        && !group.equals("pubsub");
  }

  /**
   * Where its arguments begin that are a command of their own, which it runs; 0 where there are
   * none.
   */
  public int innerAt() {
    return innerAt;
  }

  /**
   * The keyspace that {@code request} works in: that of its session, unless it names another one
   * itself.
   */
  KeyspaceName keyspaceOf(Arguments request, KeyspaceName ofSession) {
    if (keyspaceAt == 0) {
      return ofSession;
    }
    long database = request.isLong(keyspaceAt) ? request.toLong(keyspaceAt) : -1;
    return database >= 0 && database <= MOST_DATABASE
        ? KeyspaceName.ofDatabase((int) database)
        : KeyspaceName.parseOr(request.text(keyspaceAt, Errors.QUOTED), ofSession);
  }

  /** Where channels stand among its arguments. */
  ChannelUse channels() {
    return channels;
  }

  /** Whether its argument 1 is the keyspace of what comes after it. */
  boolean selects() {
    return name.equals("select");
  }

  /** Which caches and stores it reaches for. */
  CacheUse caches() {
    return caches;
  }

  /** Whether {@code request} needs the locks of all shards, not only those of its keys. */
  public boolean needsAllShards(Arguments request) {
    return allShardsIf.test(request);
  }

  /**
   * Adds the keys of {@code request}.
   *
   * @return false where the request cannot be read
   */
  public boolean findKeys(Arguments request, KeyPositions found) {
    if (keyFinder != null) {
      return keyFinder.find(request, found);
    }
    boolean readable = true;
    for (KeySpec spec : keys) {
      readable &= spec.find(request, found);
    }
    return readable;
  }

  /**
   * As {@link #findKeys}, for who asks what keys a request names, and not for running it: a request
   * that cannot be read is read as loosely as Redis does then.
   */
  public boolean findNamedKeys(Arguments request, KeyPositions found) {
    if (findKeys(request, found)) {
      return true;
    }
    found.clear();
    boolean readable = true;
    for (KeySpec spec : keys) {
      readable &=
          spec instanceof KeySpec.Counted counted
              ? counted.findLoosely(request, found)
              : spec.find(request, found);
    }
    return readable;
  }

  /** What {@code request} does with a key, of which {@code declared} says what it may do. */
  public List<String> keyFlags(Arguments request, List<String> declared) {
    return keyFlags == null ? declared : keyFlags.apply(request);
  }

  private static int onlyKeyOf(List<KeySpec> keys) {
    boolean isOne =
        keys.size() == 1
            && keys.getFirst() instanceof KeySpec.Range range
            && range.first() == range.last();
    return isOne ? ((KeySpec.Range) keys.getFirst()).first() : 0;
  }

  public String group() {
    return group;
  }

  public String summary() {
    return summary;
  }

  public String since() {
    return since;
  }

  public String complexity() {
    return complexity;
  }

  public List<String> tips() {
    return tips;
  }

  public List<Change> history() {
    return history;
  }

  /** Why it should not be used any more; null where nothing speaks against it. */
  public @Nullable Deprecation deprecation() {
    return deprecation;
  }

  public List<ArgumentSpec> arguments() {
    return arguments;
  }

  public List<Command> subcommands() {
    return subcommands;
  }

  /** Whether it is no command for users. */
  public boolean isSystem() {
    return system;
  }

  /** What runs it; null for one that only has subcommands. */
  public @Nullable Handler handler() {
    return handler;
  }

  /**
   * Whether a request of {@code count} arguments, the name included, may be one of this command.
   */
  public boolean takes(int count) {
    return arity >= 0 ? count == arity : count >= -arity;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects what is said of a command. */
  public static final class Builder {
    private final String name;
    private int arity;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private final Set<String> categories = new TreeSet<>();
    private List<KeySpec> keys = List.of();
    private @Nullable KeyFinder keyFinder;
    private Predicate<Arguments> allShardsIf = request -> false;
    private String group = "generic";
    private String summary = "";
    private String since = "1.0.0";
    private String complexity = "O(1)";
    private final List<String> tips = new ArrayList<>();
    private final List<Change> history = new ArrayList<>();
    private @Nullable Deprecation deprecation;
    private final List<ArgumentSpec> arguments = new ArrayList<>();
    private final List<Command> subcommands = new ArrayList<>();
    private @Nullable Handler handler;
    private Secrets secrets = Secrets.NONE;
    private boolean system;
    private @Nullable Function<Arguments, List<String>> keyFlags;
    private int innerAt;
    private int keyspaceAt;
    private ChannelUse channels = ChannelUse.NONE;
    private @Nullable CacheUse caches;

    private Builder(String name) {
      this.name = name.toLowerCase(Locale.ROOT).replace(' ', '|');
    }

    public Builder arity(int count) {
      this.arity = count;
      return this;
    }

    public Builder flags(Flag... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** Access categories beside those that follow from the flags. */
    public Builder categories(String... more) {
      categories.addAll(List.of(more));
      return this;
    }

    /** Where the keys stand, in the order in which handlers number them. */
    public Builder keys(KeySpec... specs) {
      this.keys = List.of(specs);
      return this;
    }

    /** What finds the keys where the specs do not tell all of them. */
    public Builder keyFinder(KeyFinder finder) {
      this.keyFinder = finder;
      return this;
    }

    /** Takes the locks of all shards for requests that reach for keys unknown beforehand. */
    public Builder allShardsIf(Predicate<Arguments> condition) {
      this.allShardsIf = condition;
      return this;
    }

    /** The group of {@code COMMAND DOCS}: string, list, generic, connection, server and so on. */
    public Builder group(String name) {
      this.group = name;
      return this;
    }

    public Builder summary(String text) {
      this.summary = text;
      return this;
    }

    public Builder since(String version) {
      this.since = version;
      return this;
    }

    public Builder complexity(String text) {
      this.complexity = text;
      return this;
    }

    public Builder tips(String... more) {
      tips.addAll(List.of(more));
      return this;
    }

    /** What {@code version} changed. */
    public Builder history(String version, String text) {
      history.add(new Change(version, text));
      return this;
    }

    /** Not to be used any more since {@code version}; {@code replacement} says what instead. */
    public Builder deprecated(String version, String replacement) {
      this.deprecation = new Deprecation(version, replacement);
      return this;
    }

    public Builder arguments(ArgumentSpec... more) {
      arguments.addAll(List.of(more));
      return this;
    }

    /** For the server's own people, {@code syscmd} in {@code COMMAND DOCS}. */
    public Builder system() {
      this.system = true;
      return this;
    }

    /** What is done with the keys, where that depends on the other arguments of a request. */
    public Builder keyFlags(Function<Arguments, List<String>> flags) {
      this.keyFlags = flags;
      return this;
    }

    /** Where the arguments begin that are a command of their own, which it runs. */
    public Builder innerAt(int position) {
      this.innerAt = position;
      return this;
    }

    /** Where the argument stands that names the keyspace it works in. */
    public Builder keyspaceAt(int position) {
      this.keyspaceAt = position;
      return this;
    }

    /** Where channels stand among the arguments. */
    public Builder channels(ChannelUse use) {
      this.channels = use;
      return this;
    }

    /** Which caches it reaches for, where that is not just the current one for its keys. */
    public Builder caches(CacheUse use) {
      this.caches = use;
      return this;
    }

    /** Which arguments are passwords. */
    public Builder secrets(Secrets which) {
      this.secrets = which;
      return this;
    }

    public Builder subcommands(Command... more) {
      subcommands.addAll(List.of(more));
      return this;
    }

    /** Ends the description with what runs the command. */
    public Command handler(Handler run) {
      this.handler = run;
      return build();
    }

    /** Ends the description of a command that only has subcommands. */
    public Command build() {
      if (arity == 0 || (handler == null && subcommands.isEmpty())) {
        throw new IllegalStateException(name + ": an arity and a handler or subcommands");
      }
      return new Command(this);
    }

    private Set<String> allCategories() {
      Set<String> all = new TreeSet<>(Comparator.comparingInt(Builder::categoryRank));
      all.addAll(categories);
      if (flags.contains(Flag.WRITE)) {
        all.add("write");
      }
      if (flags.contains(Flag.READONLY) && !all.contains("scripting")) {
        all.add("read");
      }
      if (flags.contains(Flag.ADMIN)) {
        all.add("admin");
        all.add("dangerous");
      }
      if (flags.contains(Flag.BLOCKING)) {
        all.add("blocking");
      }
      all.add(flags.contains(Flag.FAST) ? "fast" : "slow");
      return Collections.unmodifiableSet(all);
    }

    private static int categoryRank(String category) {
      int rank = CATEGORIES.indexOf(category);
      if (rank < 0) {
        throw new IllegalStateException("no access category " + category);
      }
      return rank;
    }
  }
}
