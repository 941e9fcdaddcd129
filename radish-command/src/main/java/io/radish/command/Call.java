// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.AccessLog.Context;
import io.radish.command.pubsub.PubSub;
import io.radish.command.tracking.Tracker;
import io.radish.event.KeyEvents;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command: its arguments, its keyspace, the reply to write. What handlers see.
 *
 * <p>Used again and again by one {@link Dispatcher}. Positions of arguments count the command's
 * name as 0; keys are numbered in the order in which they stand.
 */
public final class Call {
  /** Below this a value is copied into the reply, at and above it is sent from where it lies. */
  private static final int IN_PLACE_BYTES = 16 << 10;

  private final Services services;

  private final Dispatcher dispatcher;
  private final KeyEvents keyEvents;
  private final List<Key> keys = new ArrayList<>();
  private final ShardLocks locks;
  private final ByteView view = new ByteView();
  private final ArgumentCursor cursor = new ArgumentCursor();

  private final LateAnswers later = new LateAnswers(this);
  private final Listening listening = new Listening(this);

  private Session session;
  private Command command;
  private Arguments arguments = new Arguments();
  private ReplyWriter reply = new ReplyWriter(64);
  private KeyspaceName keyspaceName = KeyspaceName.DEFAULT;
  private @Nullable Keyspace keyspace;
  private int keyCount;
  private long now;
  private boolean failed;
  private boolean handedOver;
  private boolean putOff;

  /** Whether this is the second run of a command that waited. */
  private boolean again;

  /** Arguments that a second run has in the place of those that the client sent. */
  private Map<Integer, byte[]> rewritten = Map.of();

  /** Who counts the errors of a second run; null for the dispatcher. */
  private @Nullable Consumer<String> onError;

  // Session and command are set before any handler sees the call.
  @SuppressWarnings("NullAway.Init")
  Call(Dispatcher dispatcher, Services services) {
    this.dispatcher = dispatcher;
    this.services = services;
    this.locks = services.store().newLocks();
    this.keyEvents = services.store().keyEvents();
  }

  void begin(
      Session session,
      Command command,
      Arguments arguments,
      ReplyWriter reply,
      KeyspaceName keyspaceName) {
    this.session = session;
    this.command = command;
    this.arguments = arguments;
    this.reply = reply;
    this.keyspaceName = keyspaceName;
    this.keyspace = null;
    this.keyCount = 0;
    this.now = dispatcher.now();
    this.failed = false;
    this.handedOver = false;
    this.putOff = false;
    this.rewritten = Map.of();
  }

  /**
   * An independent call of the same command with the same keys, to be run again later, on whatever
   * thread.
   */
  Call copy() {
    byte[][] copied = new byte[count()][];
    for (int i = 0; i < copied.length; i++) {
      byte[] other = rewritten.get(i);
      copied[i] = other == null ? arguments.bytes(i) : other;
    }
    Call copy = new Call(dispatcher, services);
    copy.begin(session, command, Arguments.of(copied), reply, keyspaceName);
    KeyPositions positions = new KeyPositions();
    if (!command.findKeys(copy.arguments, positions)) {
      throw new IllegalStateException("a command that has run has keys");
    }
    for (int n = 0; n < positions.count(); n++) {
      copy.addKey(positions.position(n));
    }
    return copy;
  }

  /** Says what argument {@code i} is to be when the command is run again. */
  public void rewrite(int i, byte[] argument) {
    if (rewritten.isEmpty()) {
      rewritten = new HashMap<>();
    }
    rewritten.put(i, argument);
  }

  /** Runs the command of a {@link #copy}, under the locks of its keys. */
  void runAgain(long time, ReplyWriter replies, Consumer<String> errors) {
    this.now = time;
    this.reply = replies;
    this.keyspace = null;
    this.again = true;
    this.onError = errors;
    String refusal =
        session.isLimited()
            ? services
                .accounts()
                .refusal(session, command, arguments, keyspaceName, Context.TOPLEVEL, time)
            : null;
    if (refusal == null) {
      Dispatcher.invoke(this);
    } else {
      error(refusal); // its rights have gone while it waited
    }
    rememberKeys();
  }

  // ---- who calls what ----

  public Session session() {
    return session;
  }

  public Command command() {
    return command;
  }

  public Services services() {
    return services;
  }

  public Store store() {
    return services.store();
  }

  public ServerControl server() {
    return services.server();
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The users, and which client is which. */
  public Accounts accounts() {
    return services.accounts();
  }

  /** Whether the client may read keys that the command makes up, whatever their names. */
  public boolean mayReadAllKeys() {
    return !session.isLimited()
        || services.accounts().mayReadAllKeys(session, command, arguments, keyspaceName);
  }

  /** The scripts and functions of the server. */
  public Scripts scripts() {
    return services.scripts();
  }

  /** How requests are queued and run together. */
  public Transactions transactions() {
    return dispatcher.transactions();
  }

  /** Whether it is one of several that {@code EXEC} runs: then its answer cannot be put off. */
  public boolean isInTransaction() {
    return dispatcher.transactions().isExecuting();
  }

  /** The time of the whole command, in milliseconds since the epoch. */
  public long now() {
    return now;
  }

  // ---- what is noted of it ----

  /** Whether it was answered with an error. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether nothing is to be noted of it, because it did not run or another ran in its place. */
  boolean isHandedOver() {
    return handedOver;
  }

  void handOver() {
    handedOver = true;
  }

  /** Whether its answer was put off, and with it what is to be noted. */
  boolean isPutOff() {
    return putOff;
  }

  // ---- arguments ----

  public Arguments arguments() {
    return arguments;
  }

  /** The number of arguments, the command's name included. */
  public int count() {
    return arguments.count();
  }

  /** A view of argument {@code i}, valid until the next call of this method. */
  public ByteView argument(int i) {
    return point(i, view);
  }

  /** Points {@code at} at argument {@code i}. */
  public ByteView point(int i, ByteView at) {
    byte[] array = arguments.array(i);
    if (array != null) {
      return at.set(array, arguments.offset(i), arguments.length(i));
    }
    MemorySegment large = arguments.large(i);
    if (large == null) {
      throw new IllegalStateException("argument " + i + " lies nowhere");
    }
    return at.set(large, 0, arguments.length(i));
  }

  /** Reads arguments from position {@code from} on; valid until the next call of this method. */
  public ArgumentCursor cursor(int from) {
    return cursor.begin(arguments, from);
  }

  /** Writes the cursor's error, where it has one; whether it had. */
  public boolean refused(ArgumentCursor read) {
    String error = read.error();
    if (error == null) {
      return false;
    }
    error(error);
    return true;
  }

  // ---- keyspace and keys ----

  /** The name of the keyspace that the command runs in. */
  public KeyspaceName keyspaceName() {
    return keyspaceName;
  }

  /** The keyspace that the command runs in; null where nothing was written to it yet. */
  public @Nullable Keyspace keyspace() {
    Keyspace known = keyspace;
    if (known != null && known.isLive()) {
      return known;
    }
    boolean current = keyspaceName.equals(session.keyspaceName());
    Keyspace remembered = current ? session.remembered() : null;
    if (remembered == null || !remembered.isLive()) {
      remembered = store().find(keyspaceName);
      if (current) {
        session.remember(remembered);
      }
    }
    keyspace = remembered;
    return remembered;
  }

  /** The keyspace that the command runs in, made where it is a cache that is not there yet. */
  public Keyspace keyspaceForWrite() {
    Keyspace found = keyspace();
    if (found != null) {
      return found;
    }
    Keyspace made = store().findOrCreate(keyspaceName);
    keyspace = made;
    if (keyspaceName.equals(session.keyspaceName())) {
      session.remember(made);
    }
    return made;
  }

  /** Turns to another keyspace, for a command that names the one it works in. */
  public void enter(KeyspaceName other) {
    keyspaceName = other;
    keyspace = null;
  }

  /** Key number {@code n}. */
  public Key key(int n) {
    if (n >= keyCount) {
      throw new IndexOutOfBoundsException("key " + n + " of " + keyCount);
    }
    return keys.get(n);
  }

  public int keyCount() {
    return keyCount;
  }

  Key addKey(int argument) {
    if (keyCount == keys.size()) {
      keys.add(store().newKey());
    }
    Key key = keys.get(keyCount++);
    byte[] array = arguments.array(argument);
    return array == null
        ? key.set(point(argument, view))
        : key.set(array, arguments.offset(argument), arguments.length(argument));
  }

  ShardLocks locks() {
    return locks;
  }

  /**
   * Looks key number {@code n} up and counts the hit or miss; null where it is not there. Valid
   * until the next look-up in its shard.
   */
  public @Nullable Entry find(int n) {
    Entry entry = findUntouched(n);
    touch(entry);
    return entry;
  }

  /** As {@link #find(int)}, for a key that is not an argument; its shard's lock is held. */
  public @Nullable Entry find(Key key) {
    Entry entry = countAndTell(lookUp(key), key);
    touch(entry);
    return entry;
  }

  /** As {@link #find}, for a command that asks about a key and does not use its value. */
  public @Nullable Entry findUntouched(int n) {
    Key key = key(n);
    return countAndTell(lookUp(key), key);
  }

  /** As {@link #findUntouched}, and nobody is told where the key is not there. */
  public @Nullable Entry findUnnoticed(int n) {
    return count(lookUp(key(n)));
  }

  /** As {@link #findUntouched}, and neither a hit nor a miss: for a look behind the curtain. */
  public @Nullable Entry peek(int n) {
    return lookUp(key(n));
  }

  /** As {@link #find}, for a command whose purpose is the trace of use: of any client. */
  public @Nullable Entry findAndTouch(int n) {
    Entry entry = findUntouched(n);
    Keyspace in = keyspace;
    if (entry != null && in != null) {
      in.touch(entry, now);
    }
    return entry;
  }

  private @Nullable Entry lookUp(Key key) {
    Keyspace in = keyspace();
    return in == null ? null : in.find(key, now);
  }

  private @Nullable Entry countAndTell(@Nullable Entry entry, Key key) {
    if (entry == null) {
      notify(Notification.KEY_MISS, "keymiss", key);
    }
    return count(entry);
  }

  private @Nullable Entry count(@Nullable Entry entry) {
    if (entry == null) {
      dispatcher.books().meters().misses++;
    } else {
      dispatcher.books().meters().hits++;
    }
    return entry;
  }

  /** As {@link #find}, for a command that changes the value: neither a hit nor a miss. */
  public @Nullable Entry findForWrite(int n) {
    Entry entry = lookUp(key(n));
    touch(entry);
    return entry;
  }

  private void touch(@Nullable Entry entry) {
    Keyspace in = keyspace;
    if (entry != null && in != null && !session.isNoTouch()) {
      in.touch(entry, now);
    }
  }

  /** Whether the entry is of the type wanted; if not, the error is written. */
  public boolean expect(Entry entry, ValueType wanted) {
    if (entry.type() == wanted) {
      return true;
    }
    error(Errors.WRONG_TYPE);
    return false;
  }

  /** The deadline of a key that this command creates without one of its own. */
  public long defaultDeadline() {
    Keyspace in = keyspace();
    return in == null ? RecordLayout.NO_DEADLINE : in.defaultDeadline(now);
  }

  // ---- what is told of keys ----

  /**
   * Tells who listens to the keyspace what the command has done to key number {@code n}, under
   * Redis' name; after it was done, while the locks are held.
   */
  public void notify(Notification kind, String event, int n) {
    notify(kind, event, key(n));
  }

  /** As {@link #notify(Notification, String, int)}, for a key that is not an argument. */
  public void notify(Notification kind, String event, Key key) {
    if (keyEvents.wants(kind)) {
      Keyspace in = keyspace();
      if (in == null) {
        // A cache that nothing was written to yet: keys can be missed in it all the same.
        keyEvents.tell(event, Keyspace.placeOf(keyspaceName), key.bytes());
      } else {
        in.notify(kind, event, key.bytes());
      }
    }
  }

  /** Has the client told when what it has read is no longer right, where it wants that. */
  void rememberKeys() {
    Tracker tracker = session.tracker();
    if (tracker != null && keyCount > 0 && command.is(Flag.READONLY)) {
      services.tracking().remember(tracker, keyspaceName, keys.subList(0, keyCount));
    }
  }

  /** Takes note that the client has begun to track keys, for those that it reads next. */
  public void noteTracking() {
    dispatcher.noteTracking(session);
  }

  // ---- channels ----

  /** The channels of the server. */
  public PubSub pubSub() {
    return services.pubSub();
  }

  /** How it changes what its client listens to. */
  public Listening listening() {
    return listening;
  }

  // ---- reply ----

  public ReplyWriter reply() {
    return reply;
  }

  /** Writes a value as a bulk string: copied where it is small, otherwise sent from its place. */
  public void replyValue(Entry entry) {
    replyValue(entry, 0, entry.valueLength());
  }

  /** Writes {@code length} bytes of a value from {@code from} on, as {@link #replyValue} does. */
  public void replyValue(Entry entry, int from, int length) {
    long offset = entry.valueOffset() + from;
    Keyspace in = keyspace();
    Runnable release = in == null || length < IN_PLACE_BYTES ? null : in.pin(entry);
    if (release == null) {
      reply.bulk(entry.segment(), offset, length);
    } else {
      reply.bulkAttachment(entry.segment(), offset, length, release);
    }
  }

  /** Writes the bytes a view shows as a bulk string. */
  public void replyBytes(ByteView bytes) {
    writeBulk(reply, bytes);
  }

  /** Writes the bytes a view shows as a bulk string, to whatever reply. */
  public static void writeBulk(ReplyWriter to, ByteView bytes) {
    byte[] array = bytes.array();
    if (array == null) {
      to.bulk(bytes.segment(), bytes.offset(), bytes.length());
    } else {
      to.bulk(array, (int) bytes.offset(), bytes.length());
    }
  }

  /** Writes an error, its code included, and counts it. */
  public void error(String text) {
    failed = true;
    count(text);
    reply.error(text);
  }

  /**
   * Takes note that what is written elsewhere as the reply is an error.
   *
   * @param uncounted its text; null where it was counted already
   */
  void noteError(@Nullable String uncounted) {
    failed = true;
    if (uncounted != null) {
      count(uncounted);
    }
  }

  /** As {@link #error(String)}, with an error that quotes what a client sent, byte by byte. */
  public void error(byte[] text) {
    failed = true;
    count(new String(text, StandardCharsets.UTF_8));
    reply.error(text);
  }

  private void count(String error) {
    if (onError == null) {
      dispatcher.countError(session, command, error);
    } else {
      onError.accept(error);
    }
  }

  /**
   * Writes {@code ERR}, the text, and the bytes of argument {@code i} as the client sent them, up
   * to the first zero: for Redis that is where a text ends.
   */
  public void errorQuoting(String text, int i) {
    errorQuoting(text, i, "");
  }

  /** As {@link #errorQuoting(String, int)}, with the rest of a sentence. */
  public void errorQuoting(String text, int i, String after) {
    String before = Errors.plain(text);
    failed = true;
    count(before);
    reply.error(Errors.quoting(before, arguments, i, after));
  }

  /** Writes {@code ERR}, the text, and argument {@code i} however long, as Redis does it here. */
  public void errorNaming(String text, int i, String after) {
    failed = true;
    count(Errors.plain(text));
    reply.error(Errors.naming(Errors.plain(text), arguments, i, after));
  }

  /** Writes an error, its code included, with arguments {@code i} and {@code j} in it. */
  public void errorQuoting(String text, int i, String between, int j, String after) {
    failed = true;
    count(text);
    reply.error(Errors.quoting(text, arguments, i, between, j, after));
  }

  /** Writes that the command has no such subcommand. */
  public void errorUnknownSubcommand() {
    failed = true;
    byte[] error = Errors.unknownSubcommand(command, arguments);
    count(new String(error, StandardCharsets.UTF_8));
    reply.error(error);
  }

  /** Writes that a subcommand is none, or has other arguments. */
  public void errorBadSubcommand(String parent) {
    errorQuoting(
        "unknown subcommand or wrong number of arguments for '", 1, "'. Try " + parent + " HELP.");
  }

  /** Writes {@code ERR} and the text. */
  public void refuse(String text) {
    error(Errors.plain(text));
  }

  /** Lets the client hear again, this command's reply included; after {@code CLIENT REPLY OFF}. */
  public void unmute() {
    if (session.replyMode() != Session.ReplyMode.ON) {
      session.setReplyMode(Session.ReplyMode.ON);
      reply = dispatcher.muted();
      reply.setProtocol(session.protocol());
    }
  }

  /** How it is answered later than others. */
  public LateAnswers later() {
    return later;
  }

  /** Takes note that its answer was put off. */
  void putOff() {
    putOff = true;
  }

  /** Whether it waited, and is run once more. */
  boolean isRunAgain() {
    return again;
  }

  /** Runs the arguments from {@code from} on as a command in another keyspace. */
  public void runIn(KeyspaceName other, int from) {
    handOver();
    dispatcher.runInner(session, arguments.slice(from), reply, other);
  }
}
