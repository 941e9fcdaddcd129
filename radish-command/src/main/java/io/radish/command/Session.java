// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.User;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.PubSub;
import io.radish.command.pubsub.Push;
import io.radish.command.pubsub.Subscriber;
import io.radish.command.tracking.TrackedClient;
import io.radish.command.tracking.Tracker;
import io.radish.command.tracking.Tracking;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one client's connection remembers between its requests.
 *
 * <p>It holds the name of its current keyspace, not the object: a deleted cache comes back with the
 * next write. Changed on the connection's thread only; what {@code CLIENT LIST} shows of it may be
 * a moment old.
 */
public final class Session implements TrackedClient {
  /** Whether and when replies are sent, as {@code CLIENT REPLY} says. */
  public enum ReplyMode {
    ON,
    OFF,
    SKIP_NEXT,
    SKIP_THIS
  }

  private final Client client;
  private volatile KeyspaceName keyspaceName = KeyspaceName.DEFAULT;
  private @Nullable Keyspace keyspace;

  /** Who it is; given by the {@link Accounts}, under the monitor of their users. */
  private volatile User user;

  /** Whether it has logged in, or began when nobody had to. */
  private volatile boolean loggedIn;

  private volatile boolean authenticated;

  /** Whether there is anything that it may not do; the one thing that most requests ask for. */
  private volatile boolean limited = true;

  private final ServerControl server;
  private volatile int protocol = 2;
  private volatile String name = "";
  private volatile String libraryName = "";
  private volatile String libraryVersion = "";

  /** Written with every command, so without a fence: another thread may see an older one. */
  private String lastCommand = "NULL";

  private volatile boolean noEvict;
  private volatile boolean noTouch;
  private volatile boolean monitoring;
  private final AtomicBoolean killed = new AtomicBoolean();

  /**
   * Read by other threads that have something to show to this client: they may see an older one.
   */
  private ReplyMode replyMode = ReplyMode.ON;

  private volatile @Nullable BlockedCall blocked;

  // Read with every command, so without a fence, as the last command: another thread may see older
  // ones.
  private @Nullable Transaction transaction;
  private @Nullable WatchedKeys watched;

  /** What it wants to be told of keys; null where it never did. */
  private volatile @Nullable Tracker tracker;

  private volatile boolean gone;

  /** What it listens to; null where it never listened to anything. */
  private volatile @Nullable Subscriber subscriber;

  /** The same as a yes or no, for each command on the connection's own thread. */
  private boolean subscribed;

  /**
   * Makes the session of a client that has just connected, which may do nothing until it is {@link
   * Accounts#welcome}d.
   */
  public Session(Client client, Services services) {
    this.client = client;
    this.server = services.server();
    this.user = services.accounts().users().defaultUser();
  }

  /** Makes the session that a script of another one's client runs in, which is that user, too. */
  Session(Session caller, KeyspaceName keyspaceName) {
    this.client = caller.client;
    this.server = caller.server;
    this.user = caller.user;
    this.loggedIn = caller.loggedIn;
    this.authenticated = caller.authenticated;
    this.limited = caller.limited;
    this.tracker = caller.tracker;
    this.noTouch = caller.noTouch;
    this.keyspaceName = keyspaceName;
  }

  public Client client() {
    return client;
  }

  /** The keyspace that commands run in. */
  public KeyspaceName keyspaceName() {
    return keyspaceName;
  }

  public void select(KeyspaceName selected) {
    keyspaceName = selected;
    keyspace = null;
  }

  /** The keyspace found last under the current name; may have gone since. */
  @Nullable Keyspace remembered() {
    return keyspace;
  }

  void remember(@Nullable Keyspace found) {
    keyspace = found;
  }

  // ---- who it is ----

  /** Whether it has given a password, or need not. */
  public boolean isAuthenticated() {
    return authenticated;
  }

  /** Who the client is; the default user until it has logged in as another. */
  public User user() {
    return user;
  }

  boolean isLoggedIn() {
    return loggedIn;
  }

  /** Whether a request has to be held against its user's rights. */
  boolean isLimited() {
    return limited;
  }

  /**
   * Makes it a user; by the {@link Accounts}, on any thread, under the monitor of their users.
   *
   * @param in whether it has logged in
   * @param open whether nobody has to
   */
  void hold(User held, boolean in, boolean open) {
    user = held;
    loggedIn = in;
    authenticated = in || open;
    limited = !authenticated || !held.isUnlimited();
  }

  /** The number of the current keyspace; -1 where it has none. By any thread. */
  public int database() {
    return CacheNames.numberOf(keyspaceName, user, server);
  }

  /** The version of the protocol that replies are in: 2 or 3. */
  @Override
  public int protocol() {
    return protocol;
  }

  public void setProtocol(int version) {
    this.protocol = version;
  }

  /** The name that {@code CLIENT SETNAME} gave, or empty. */
  public String name() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String libraryName() {
    return libraryName;
  }

  public void setLibraryName(String name) {
    this.libraryName = name;
  }

  public String libraryVersion() {
    return libraryVersion;
  }

  public void setLibraryVersion(String version) {
    this.libraryVersion = version;
  }

  /** The name of the command that ran last. */
  public String lastCommand() {
    return lastCommand;
  }

  void setLastCommand(String command) {
    this.lastCommand = command;
  }

  public boolean isNoEvict() {
    return noEvict;
  }

  public void setNoEvict(boolean noEvict) {
    this.noEvict = noEvict;
  }

  /** Whether reading leaves no trace of use. */
  public boolean isNoTouch() {
    return noTouch;
  }

  public void setNoTouch(boolean noTouch) {
    this.noTouch = noTouch;
  }

  /** Whether the client is shown what all clients run. */
  public boolean isMonitoring() {
    return monitoring;
  }

  void setMonitoring(boolean monitoring) {
    this.monitoring = monitoring;
  }

  public ReplyMode replyMode() {
    return replyMode;
  }

  public void setReplyMode(ReplyMode mode) {
    this.replyMode = mode;
  }

  /** Takes note of a request without a word: one that is to be skipped may be such a one. */
  public void passEmptyRequest() {
    if (replyMode == ReplyMode.SKIP_THIS) {
      replyMode = ReplyMode.ON;
    }
  }

  // ---- transactions ----

  /** What is queued since {@code MULTI}; null outside of a transaction. */
  @Nullable Transaction transaction() {
    return transaction;
  }

  void setTransaction(Transaction begun) {
    transaction = begun;
  }

  /** The keys that are watched; null where none are. */
  @Nullable WatchedKeys watched() {
    return watched;
  }

  WatchedKeys watchedOrNew(Store store) {
    WatchedKeys keys = watched;
    if (keys == null) {
      keys = new WatchedKeys(store);
      watched = keys;
    }
    return keys;
  }

  /** Watches nothing any more. */
  void unwatch() {
    WatchedKeys keys = watched;
    if (keys != null) {
      watched = null;
      keys.clear();
    }
  }

  /** Lets go of what was queued and is watched. */
  void endTransaction() {
    Transaction open = transaction;
    if (open != null) {
      transaction = null;
      open.release();
    }
    unwatch();
  }

  /** Lets go of all that outlives the connection, which is gone. */
  public void end(PubSub channels, Tracking tracking) {
    gone = true;
    endTransaction();
    leaveChannels(channels);
    if (tracker != null) {
      tracking.leave(tracker);
    }
  }

  /** How many requests are queued; -1 outside of a transaction. By any thread. */
  public int queuedRequests() {
    Transaction open = transaction;
    return open == null ? -1 : open.count();
  }

  /** The bytes of the requests that are queued; by any thread. */
  public long queuedBytes() {
    Transaction open = transaction;
    return open == null ? 0 : open.bytes();
  }

  /** How many keys are watched; by any thread. */
  public int watchedKeys() {
    WatchedKeys keys = watched;
    return keys == null ? 0 : keys.count();
  }

  /** The bytes that watching keys takes; by any thread. */
  public long watchedBytes() {
    WatchedKeys keys = watched;
    return keys == null ? 0 : keys.bytes();
  }

  /** Whether a key has changed that is watched, as far as that was noticed; by any thread. */
  public boolean isWatchedChanged() {
    WatchedKeys keys = watched;
    return keys != null && keys.isChanged();
  }

  // ---- channels ----

  /** What it listens to, for its own thread to change. */
  Subscriber subscriber() {
    Subscriber known = subscriber;
    if (known == null) {
      known = new Subscriber(client::push);
      subscriber = known;
      // Who kills it looks for the subscriber after saying so: one of both sees the other.
      if (killed.get()) {
        known.deafen();
      }
    }
    return known;
  }

  /** What it listens to; null where it never listened. By any thread. */
  @Nullable Subscriber subscriberOrNull() {
    return subscriber;
  }

  /** Takes note that subscriptions came or went. */
  void noteSubscriptions() {
    subscribed = subscriber().isSubscribed();
  }

  /** Whether it listens to anything; on its own thread. */
  public boolean isSubscribed() {
    return subscribed;
  }

  /** Whether it may run few commands, because it listens and speaks RESP2; on its own thread. */
  public boolean isConfined() {
    return subscribed && protocol == 2;
  }

  /** Listens to nothing any more, when the connection is gone. */
  private void leaveChannels(PubSub channels) {
    Subscriber known = subscriber;
    if (known != null) {
      channels.leave(known);
    }
  }

  /** How many channels or patterns of a kind it listens to; by any thread. */
  public int subscriptions(Kind kind) {
    Subscriber known = subscriber;
    return known == null ? 0 : known.count(kind);
  }

  /** The heap that its subscriptions take; 0 where there are none. By any thread. */
  public long subscriptionBytes() {
    Subscriber known = subscriber;
    return known == null ? 0 : known.bytes();
  }

  // ---- copies that the client keeps ----

  /** What it wants to be told of keys; null where it never did. */
  public @Nullable Tracker tracker() {
    return tracker;
  }

  /** The same, for its own thread to change. */
  public Tracker trackerOrNew(Tracking tracking) {
    Tracker known = tracker;
    if (known == null) {
      known = tracking.newTracker(this);
      tracker = known;
    }
    return known;
  }

  /** Is told of no keys any more. */
  public void endTracking(Tracking tracking) {
    Tracker known = tracker;
    if (known != null) {
      tracking.end(known);
    }
  }

  @Override
  public long id() {
    return client.id();
  }

  @Override
  public boolean isListening() {
    return subscriptionBytes() > 0;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public void push(Push message) {
    boolean _ = client.push(message);
  }

  // ---- waiting ----

  void setBlocked(@Nullable BlockedCall call) {
    this.blocked = call;
  }

  /** Whether a command of this client waits for a key. */
  public boolean isBlocked() {
    BlockedCall call = blocked;
    return call != null && call.isWaiting();
  }

  /**
   * How many keys a command of this client waits for; by any thread.
   *
   * @param evenGone whether only those count whose going would be told, too
   */
  public int waitedKeys(boolean evenGone) {
    BlockedCall call = blocked;
    boolean counts = call != null && call.isWaiting() && (!evenGone || call.waitsForLoss());
    return call != null && counts ? call.waitedKeys() : 0;
  }

  /**
   * Ends the waiting of this client's command, as if its time were over or with an error; false
   * where none waits. By any thread.
   */
  public boolean unblock(boolean withError) {
    BlockedCall call = blocked;
    return call != null && call.unblock(withError);
  }

  /**
   * Closes the connection, by another client's wish; false where one has done so already. It closes
   * on a thread of its own, but nothing is published to it any more when this returns.
   */
  public boolean kill() {
    if (!killed.compareAndSet(false, true)) {
      return false;
    }
    Subscriber known = subscriber;
    if (known != null) {
      known.deafen();
    }
    client.close();
    return true;
  }

  /** Goes back to how the session began, the connection itself apart; for {@code RESET}. */
  public void reset() {
    endTransaction();
    protocol = 2;
    name = "";
    noEvict = false;
    noTouch = false;
    replyMode = ReplyMode.ON;
  }
}
