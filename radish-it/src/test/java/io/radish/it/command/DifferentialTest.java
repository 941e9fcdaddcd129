// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.simple;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.radish.resp.Reply;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.FakeServer;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the same random commands here and on a real {@code redis-server}, over several connections,
 * and compares every reply and, now and then, all data.
 *
 * <p>{@code radish.differential.commands} says how many, {@code radish.differential.seed} which.
 */
final class DifferentialTest {
  private static final int COMMANDS = Integer.getInteger("radish.differential.commands", 100_000);
  private static final long SEED =
      Long.getLong("radish.differential.seed", System.nanoTime() & 0xFFFFFFFFL);

  /** Commands from one comparison of all data to the next. */
  private static final int COMPARE_EVERY = 1_000;

  /** Times may differ by as long as one side may have waited for the processor. */
  private static final long TOLERANCE_MILLIS = 10_000;

  /** Version and checksum behind a dumped value. */
  private static final int FOOTER_BYTES = 10;

  private static final int ZSET_OF_ANY_SIZE = 5;
  private static final int ZSET_LISTPACK = 17;
  private static final int STREAM_OF_7_0 = 19;
  private static final int STREAM_OF_7_2 = 21;

  /** Longer than any request of the generator waits for a key. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private static final int SHOWN_BEFORE_FAILURE =
      Integer.getInteger("radish.differential.shown", 40);
  private static final int SHOWN_CHARACTERS =
      Integer.getInteger("radish.differential.characters", 100);

  /** What gives fields with their values, of large hashes in any order. */
  private static final Set<String> PAIRS = Set.of("hgetall", "hrandfield", "hscan");

  private static final int[] PROTOCOLS = {2, 3, 2};
  private static final Set<String> UNORDERED =
      Set.of("keys", "scan", "hkeys", "hvals", "hrandfield");

  private static final Set<String> SETS_IN_ANY_ORDER =
      Set.of("smembers", "sinter", "sunion", "sdiff");

  private static final Set<Reply> SET_ENCODINGS =
      Set.of(bulk("intset"), bulk("listpack"), bulk("hashtable"));

  /** What a dumped set begins with: as a list of members, of integers, or in a listpack. */
  private static final Set<Byte> SET_TYPES = Set.of((byte) 2, (byte) 11, (byte) 20);

  private final List<CommandDriver> ours = new ArrayList<>();
  private final List<CommandPeer> theirs = new ArrayList<>();

  private final Deque<String> recent = new ArrayDeque<>();
  private final OpenTransactions open = new OpenTransactions(PROTOCOLS.length);
  private final Random random = new Random(SEED);
  private final CommandGenerator generator =
      new CommandGenerator(random, System.currentTimeMillis() / 1000);

  @AfterEach
  void close() {
    theirs.forEach(CommandPeer::close);
    ours.reversed().forEach(CommandDriver::close);
  }

  @Test
  void commands_runHereAndOnRedis_areAnsweredTheSame() {
    RealServers.REDIS.assumeThere();
    System.out.println("differential: " + COMMANDS + " commands, seed " + SEED);
    connect();
    for (int i = 0; i < COMMANDS; i++) {
      int connection = random.nextInt(PROTOCOLS.length);
      List<String> request = generator.next();
      if (!open.isOpen(connection) || !OpenTransactions.needsMore(request)) {
        try {
          compare(connection, request);
        } catch (UncheckedIOException e) {
          throw new AssertionError(
              "seed %d: after\n%s".formatted(SEED, String.join("\n", recent)), e);
        }
      }
      if (i % COMPARE_EVERY == COMPARE_EVERY - 1) {
        compareAll();
      }
    }
    compareAll();
  }

  private void connect() {
    Store store = Store.builder().shards(16).seed(SEED).clock(Clock.systemUTC()).build();
    ours.add(CommandDriver.open(PROTOCOLS[0], store, new ManualClock(), new FakeServer(), null));
    for (int i = 1; i < PROTOCOLS.length; i++) {
      ours.add(ours.getFirst().another(PROTOCOLS[i]));
    }
    for (int protocol : PROTOCOLS) {
      theirs.add(RealServers.REDIS.connect(protocol));
    }
    theirs.getFirst().run("FLUSHALL");
    theirs.getFirst().run("FUNCTION", "FLUSH");
    theirs.getFirst().run("ACL", "DELUSER", "ada", "bob", "eve");
  }

  private void compare(int connection, List<String> request) {
    byte[][] bytes = request.stream().map(word -> word.getBytes(ISO_8859_1)).toArray(byte[][]::new);
    note(connection, request);
    String name = request.getFirst().toLowerCase(Locale.ROOT);
    if (name.startsWith("sort")) {
      // Redis takes an overflow met by any command before for one of the sort's, until a command
      // that reads a long double forgets it.
      theirs.get(connection).run("INCRBYFLOAT", "no key", "no number");
    }
    if (name.equals("spop")) {
      comparePop(connection, request, bytes);
      return;
    }
    for (byte[][] before : before(request)) {
      open.answered(connection, words(before), theirs.get(connection).run(before));
      Reply _ = ours.get(connection).run(before);
    }
    Reply expected = theirs.get(connection).run(bytes);
    Reply actual = answer(ours.get(connection), bytes);
    if (name.equals("exec") && actual instanceof Reply.Array && expected instanceof Reply.Array) {
      compareEach(connection, items(actual), items(expected));
    } else if (!isRight(connection, request, actual, expected)) {
      differ("", actual, expected);
    }
    if (name.equals("dump") && expected instanceof Reply.Bulk payload) {
      generator.dumped(payload.bytes());
    }
    open.answered(connection, request, expected);
    for (List<String> run : runBy(request)) {
      lookFor(connection, run);
    }
  }

  /** What has passed already is gone here; there it is gone when somebody looks. */
  private void lookFor(int connection, List<String> request) {
    if (!isExpiring(request.getFirst().toLowerCase(Locale.ROOT)) || request.size() < 2) {
      return;
    }
    if (open.isOpen(connection)) {
      compare(connection, List.of("EXISTS", request.get(1)));
    } else {
      theirs.get(connection).run(latin1("EXISTS"), latin1(request.get(1)));
    }
  }

  /** The requests that a request runs: itself, or those in a script. */
  private List<List<String>> runBy(List<String> request) {
    ScriptGenerator.Scripted scripted = generator.scripted(request);
    return scripted == null ? List.of(request) : scripted.requests();
  }

  private List<byte[][]> before(List<String> request) {
    return runBy(request).stream()
        .map(run -> run.stream().map(DifferentialTest::latin1).toArray(byte[][]::new))
        .flatMap(run -> StreamTimes.before(run).stream())
        .toList();
  }

  /** Maps come out of Lua in the order of its tables, which is any. */
  private static boolean isSameThroughLua(List<String> request, Reply actual, Reply expected) {
    return StreamTimes.isFor(request.getFirst())
        && sortedWithin(StreamTimes.without(request, actual))
            .equals(sortedWithin(StreamTimes.without(request, expected)));
  }

  private static List<String> words(byte[][] request) {
    return Stream.of(request).map(word -> new String(word, ISO_8859_1)).toList();
  }

  /** Whether a reply is what Redis says, or may as well be said. */
  private boolean isRight(int connection, List<String> request, Reply actual, Reply expected) {
    ScriptGenerator.Scripted scripted = generator.scripted(request);
    if (actual.equals(expected)) {
      return true;
    }
    if (scripted != null && !scripted.each()) {
      List<String> run = scripted.requests().getFirst();
      return isRight(connection, run, actual, expected) || isSameThroughLua(run, actual, expected);
    }
    if (scripted != null) {
      return actual.getClass().equals(expected.getClass())
          && items(actual).size() == items(expected).size()
          && IntStream.range(0, items(actual).size())
              .allMatch(
                  i ->
                      isRight(
                          connection,
                          scripted.requests().get(i),
                          items(actual).get(i),
                          items(expected).get(i)));
    }
    String name = request.getFirst().toLowerCase(Locale.ROOT);
    if (name.equals("acl")) {
      return ofAnyVersion(actual).equals(ofAnyVersion(expected));
    }
    if (name.equals("function")) {
      // Its lists are in any order.
      return sortedWithin(actual).equals(sortedWithin(expected));
    }
    if (StreamTimes.isFor(name)) {
      return StreamTimes.without(request, actual).equals(StreamTimes.without(request, expected));
    }
    return isSame(request, actual, expected)
        || (isOfSet(name) && isSameOfSet(connection, request, actual, expected));
  }

  // ---- sets ----

  /** Pops here, and takes the same members there, where there must be as many. */
  private void comparePop(int connection, List<String> request, byte[][] bytes) {
    CommandPeer redis = theirs.get(connection);
    byte[][] count =
        bytes.length < 2 ? new byte[][] {latin1("PING")} : new byte[][] {latin1("SCARD"), bytes[1]};
    Reply before = redis.run(count);
    Reply actual = answer(ours.get(connection), bytes);
    List<Reply> popped = actual instanceof Reply.Bulk ? List.of(actual) : items(actual);
    if (popped.isEmpty()) {
      Reply expected = redis.run(bytes);
      if (!actual.equals(expected)) {
        differ("", actual, expected);
      }
      return;
    }
    long wanted = request.size() == 2 ? 1 : Long.parseLong(request.get(2));
    Reply expected = new Reply.Int(Math.min(wanted, ((Reply.Int) before).value()));
    Reply taken = redis.run(with("SREM", bytes[1], popped));
    if (!taken.equals(expected) || popped.size() != ((Reply.Int) taken).value()) {
      differ("", actual, expected);
    }
  }

  private static byte[] latin1(String word) {
    return word.getBytes(ISO_8859_1);
  }

  private static byte[][] with(String name, byte[] key, List<Reply> members) {
    byte[][] request = new byte[members.size() + 2][];
    request[0] = latin1(name);
    request[1] = key;
    for (int i = 0; i < members.size(); i++) {
      request[i + 2] = ((Reply.Bulk) members.get(i)).bytes();
    }
    return request;
  }

  private static List<Reply> items(Reply reply) {
    return switch (reply) {
      case Reply.Array array -> array.items();
      case Reply.SetReply set -> set.items();
      default -> List.of();
    };
  }

  private static boolean isOfSet(String name) {
    return SETS_IN_ANY_ORDER.contains(name)
        || Set.of("sscan", "srandmember", "sort", "sort_ro", "object", "dump").contains(name);
  }

  /** Whether what is said of a set is right, which may be said in several ways. */
  private boolean isSameOfSet(int connection, List<String> request, Reply actual, Reply expected) {
    String name = request.getFirst().toLowerCase(Locale.ROOT);
    if (!actual.getClass().equals(expected.getClass()) || actual instanceof Reply.Failure) {
      return false;
    }
    return switch (name) {
      case "sscan" ->
          isPartial(actual)
              || isPartial(expected)
              || !request.get(2).equals("0")
              || sorted(actual).equals(sorted(expected));
      case "srandmember" -> isAny(connection, request, actual, expected);
      // Sets have no order, so that part of one may be any part; and what 7.2 keeps in a listpack,
      // 7.0 does not.
      case "sort", "sort_ro" ->
          isSet(connection, request.get(1))
              && items(actual).size() == items(expected).size()
              && (request.stream().anyMatch("limit"::equalsIgnoreCase)
                  || sorted(actual).equals(sorted(expected)));
      case "object" ->
          request.get(1).equals("ENCODING")
              && SET_ENCODINGS.contains(actual)
              && SET_ENCODINGS.contains(expected);
      case "dump" ->
          SET_TYPES.contains(((Reply.Bulk) actual).bytes()[0])
              && SET_TYPES.contains(((Reply.Bulk) expected).bytes()[0]);
      default -> sorted(actual).equals(sorted(expected));
    };
  }

  private boolean isSet(int connection, String key) {
    return theirs.get(connection).run(latin1("TYPE"), latin1(key)).equals(simple("set"));
  }

  /** Whether members chosen here are there, too, and as many as Redis has chosen. */
  private boolean isAny(int connection, List<String> request, Reply actual, Reply expected) {
    List<Reply> chosen = actual instanceof Reply.Bulk ? List.of(actual) : items(actual);
    int count = expected instanceof Reply.Bulk ? 1 : items(expected).size();
    boolean different = request.size() == 3 && !request.get(2).startsWith("-");
    byte[][] question = with("SMISMEMBER", latin1(request.get(1)), chosen);
    return chosen.size() == count
        && (!different || Set.copyOf(chosen).size() == count)
        && items(theirs.get(connection).run(question)).stream().allMatch(integer(1)::equals);
  }

  /** Our answer; who waits here waits for a clock that stands still until it is moved. */
  private static Reply answer(CommandDriver driver, byte[][] request) {
    driver.send(request);
    if (!driver.isAnswered()) {
      driver.clock().advance(LONGEST_WAIT);
    }
    return driver.receive();
  }

  /** Whether it may set what has passed already. */
  static boolean isExpiring(String name) {
    return name.equals("set") || name.equals("getex");
  }

  /** Compares the replies to all requests of a transaction. */
  private void compareEach(int connection, List<Reply> actual, List<Reply> expected) {
    List<List<String>> requests = open.queued(connection);
    assertThat(List.of(actual.size(), expected.size())).containsOnly(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      if (!isRight(connection, requests.get(i), actual.get(i), expected.get(i))) {
        differ(String.join(" ", requests.get(i)) + ": ", actual.get(i), expected.get(i));
      }
    }
  }

  private void differ(String where, Reply actual, Reply expected) {
    fail(
        "seed %d: after\n%s\nwe say\n%s%s\nredis says\n%s%s",
        SEED, String.join("\n", recent), where, shown(actual), where, shown(expected));
  }

  private static boolean isSame(List<String> request, Reply actual, Reply expected) {
    String name = request.getFirst().toLowerCase(Locale.ROOT);
    if (actual.equals(expected)) {
      return true;
    }
    if (actual instanceof Reply.Int a && expected instanceof Reply.Int b) {
      long tolerance =
          switch (name) {
            case "ttl", "expiretime" -> TOLERANCE_MILLIS / 1000;
            case "pttl", "pexpiretime" -> TOLERANCE_MILLIS;
            // Small numbers are one object in Redis, idle for as long as all keys that hold it;
            // which of them are, and say so as their count, depends on what wrote them.
            case "object" ->
                request.get(1).equals("IDLETIME") || isSharedCount(request, actual, expected)
                    ? Long.MAX_VALUE
                    : 0;
            case "memory" -> request.get(1).equals("USAGE") ? Long.MAX_VALUE : 0;
            default -> 0;
          };
      boolean mayBeZero = tolerance > 0 && name.equals("object");
      return (mayBeZero || (a.value() > 0 && b.value() > 0))
          && Math.abs(a.value() - b.value()) <= tolerance;
    }
    if (ScoreReplies.isOfSortedSets(name)) {
      return ScoreReplies.isSame(request, actual, expected);
    }
    if (name.equals("dump")) {
      return isSameDump(actual, expected);
    }
    if (name.equals("object") && expected.equals(bulk("quicklist"))) {
      // Before 7.2 there was no other encoding of lists.
      return actual.equals(bulk("listpack"));
    }
    if (name.equals("object") && expected.equals(bulk("skiplist"))) {
      // As in dumps: SORT makes a small one there what a large one is.
      return actual.equals(bulk("listpack"));
    }
    if (name.equals("randomkey")) {
      return actual instanceof Reply.Bulk && expected instanceof Reply.Bulk;
    }
    if (name.equals("hrandfield") && request.size() == 2) {
      return actual instanceof Reply.Bulk && expected instanceof Reply.Bulk;
    }
    if (name.endsWith("scan")
        && (isPartial(actual) || isPartial(expected) || !isFromStart(request))) {
      return actual instanceof Reply.Array && expected instanceof Reply.Array;
    }
    if (PAIRS.contains(name) && !(name.equals("hrandfield") && request.size() == 3)) {
      return sorted(paired(actual)).equals(sorted(paired(expected)));
    }
    boolean anyOrder = UNORDERED.contains(name) || hasTies(request);
    return anyOrder && sorted(actual).equals(sorted(expected));
  }

  /**
   * Whether what is sorted may hold what is the same for Redis and not for us: it compares texts up
   * to the first zero byte, and by its locale. The bytes of the keys are what tells them apart.
   */
  private static boolean hasTies(List<String> request) {
    return request.getFirst().toLowerCase(Locale.ROOT).startsWith("sort")
        && request.stream().anyMatch(word -> word.equalsIgnoreCase("ALPHA"));
  }

  /**
   * Whether one says of a number that it is shared, and the other that it is held once; or more
   * often, by the transaction, too, that has set it.
   */
  private static boolean isSharedCount(List<String> request, Reply actual, Reply expected) {
    return request.get(1).equals("REFCOUNT")
        && actual instanceof Reply.Int(long a)
        && expected instanceof Reply.Int(long b)
        && a > 0
        && b > 0;
  }

  /** Strings give the same bytes but for the version; lists had other nodes before 7.2. */
  private static boolean isSameDump(Reply actual, Reply expected) {
    if (!(actual instanceof Reply.Bulk a) || !(expected instanceof Reply.Bulk b)) {
      return false;
    }
    byte[] ours = a.bytes();
    byte[] theirs = b.bytes();
    boolean isStream = ours[0] == STREAM_OF_7_2 && theirs[0] == STREAM_OF_7_0;
    // SORT makes a small sorted set there what a large one is.
    boolean wasSorted = ours[0] == ZSET_LISTPACK && theirs[0] == ZSET_OF_ANY_SIZE;
    return isStream
        || wasSorted
        || (ours[0] == theirs[0]
            && (ours[0] != 0
                || Arrays.equals(
                    ours, 0, ours.length - FOOTER_BYTES, theirs, 0, theirs.length - FOOTER_BYTES)));
  }

  private static boolean isFromStart(List<String> scan) {
    int cursor = scan.getFirst().equalsIgnoreCase("scan") ? 1 : 2;
    return scan.size() > cursor && (scan.get(cursor).equals("0") || scan.get(cursor).isEmpty());
  }

  /** Fields joined with their values, so that sorting does not part them. */
  private static Reply paired(Reply reply) {
    return switch (reply) {
      case Reply.MapReply map ->
          new Reply.Array(
              map.pairs().stream()
                  .<Reply>map(pair -> new Reply.Array(List.of(pair.key(), pair.value())))
                  .toList());
      case Reply.Array array
          when array.items().size() == 2
              && array.items().get(1) instanceof Reply.Array fields
              && array.items().getFirst() instanceof Reply.Bulk ->
          new Reply.Array(List.of(array.items().getFirst(), paired(fields)));
      case Reply.Array array when isFlat(array) -> {
        List<Reply> pairs = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i += 2) {
          pairs.add(new Reply.Array(array.items().subList(i, i + 2)));
        }
        yield new Reply.Array(pairs);
      }
      default -> reply;
    };
  }

  private static boolean isFlat(Reply.Array array) {
    return array.items().size() % 2 == 0
        && array.items().stream().allMatch(item -> item instanceof Reply.Bulk);
  }

  /** Whether a walk is not at its end: how far each server goes at a time is its own affair. */
  private static boolean isPartial(Reply reply) {
    return reply instanceof Reply.Array array && !array.items().getFirst().equals(bulk("0"));
  }

  private static Reply sorted(Reply reply) {
    if (reply instanceof Reply.SetReply set) {
      return sorted(new Reply.Array(set.items()));
    }
    if (reply instanceof Reply.Array array) {
      if (array.items().size() == 2
          && array.items().getFirst() instanceof Reply.Bulk
          && array.items().get(1) instanceof Reply.Array keys) {
        return new Reply.Array(List.of(array.items().getFirst(), sorted(keys)));
      }
      return new Reply.Array(
          array.items().stream().sorted(Comparator.comparing(Reply::toText)).toList());
    }
    return reply;
  }

  /** Before 7.2 the name of the user was not said; and Redis shows keys up to a zero byte. */
  private static String ofAnyVersion(Reply reply) {
    return reply
        .toText()
        .replaceAll("User \\w+ has", "This user has")
        .replaceAll("'[^']*' key", "a key");
  }

  private static Reply sortedWithin(Reply reply) {
    return switch (reply) {
      case Reply.Array array ->
          new Reply.Array(
              array.items().stream()
                  .map(DifferentialTest::sortedWithin)
                  .sorted(Comparator.comparing(Reply::toText))
                  .toList());
      case Reply.MapReply map ->
          new Reply.MapReply(
              map.pairs().stream()
                  .map(pair -> new Reply.Pair(pair.key(), sortedWithin(pair.value())))
                  .toList());
      default -> reply;
    };
  }

  private void compareAll() {
    for (int i = 0; i < PROTOCOLS.length; i++) {
      if (open.isOpen(i)) {
        compare(i, List.of(random.nextBoolean() ? "EXEC" : "DISCARD"));
      }
    }
    forgetScripts();
    for (String database : List.of("3", "0")) {
      for (int i = 0; i < PROTOCOLS.length; i++) {
        compare(i, List.of("SELECT", database));
      }
      compare(0, List.of("DBSIZE"));
      compare(0, List.of("KEYS", "*"));
      if (theirs.getFirst().run("KEYS", "*") instanceof Reply.Array keys) {
        for (Reply key : keys.items()) {
          compareKey(new String(((Reply.Bulk) key).bytes(), ISO_8859_1));
        }
      }
    }
    assertThat(ours.getFirst().problems()).as("seed %d", SEED).isEmpty();
  }

  /** Redis keeps scripts for ever, and most of them come once. */
  private void forgetScripts() {
    theirs.getFirst().run("SCRIPT", "FLUSH");
    ours.getFirst().run("SCRIPT", "FLUSH");
  }

  private void compareKey(String key) {
    compare(0, List.of("TYPE", key));
    compare(0, List.of("SMEMBERS", key));
    compare(0, List.of("PEXPIRETIME", key));
    compare(0, List.of("GET", key));
    compare(0, List.of("LRANGE", key, "0", "-1"));
    compare(0, List.of("HGETALL", key));
    compare(0, List.of("ZRANGE", key, "0", "-1", "WITHSCORES"));
    compare(0, List.of("XINFO", "STREAM", key, "FULL", "COUNT", "0"));
  }

  private void note(int connection, List<String> request) {
    recent.add(
        connection
            + "> "
            + String.join(
                " ",
                request.stream()
                    .map(word -> shown(new Reply.Bulk(word.getBytes(ISO_8859_1))))
                    .toList()));
    if (recent.size() > SHOWN_BEFORE_FAILURE) {
      recent.remove();
    }
  }

  private static String shown(Reply reply) {
    String text = reply.toText();
    return text.length() <= SHOWN_CHARACTERS
        ? text
        : text.substring(0, SHOWN_CHARACTERS) + "... " + text.length() + " characters";
  }
}
