// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.KeyEvents;
import io.radish.event.Notification;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.Frequency;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys with their values: the default store, a named cache or an expiring store.
 *
 * <p>Every method that takes a {@link Key} wants the lock of that key's shard ({@link ShardLocks}),
 * and {@code now} in milliseconds since the epoch, the same for the whole command. Deadlines are in
 * milliseconds since the epoch, or {@link RecordLayout#NO_DEADLINE}.
 */
public final class Keyspace {
  private static final ByteView NO_BYTES = new ByteView();

  private final Store store;
  private final KeyspaceName name;
  private final String label;

  private final long defaultTtlMillis;

  /** Exchanged under all locks. */
  private Contents contents;

  private final StringEdits strings = new StringEdits(this);
  private final ListEdits lists = new ListEdits(this);
  private final CollectionEdits collections = new CollectionEdits(this);
  private final StreamEdits streams = new StreamEdits(this);
  private final Announcer announcer;
  private final KeyMoves moves;
  private final KeyExpiry expiry;
  private volatile boolean live;

  /** Whether it ever was live. */
  private volatile boolean attached;

  private volatile KeyspaceLimit limit = KeyspaceLimit.NONE;

  /** Where its keys are looked for that may go under its quota. */
  private final EvictionScope scope = new EvictionScope.One(this);

  /** What of its policy all uses of keys ask; changed under all locks. */
  private boolean countsUses;

  Keyspace(Store store, KeyspaceName name, long defaultTtlMillis) {
    this.store = store;
    this.name = name;
    this.label = name.toString();
    this.defaultTtlMillis = defaultTtlMillis;
    this.contents = store.newContents();
    this.countsUses = store.limits().policy().isFrequency();
    this.announcer = new Announcer(store, this);
    this.moves = new KeyMoves(store, this, announcer);
    this.expiry = new KeyExpiry(store, this, announcer);
  }

  public KeyspaceName name() {
    return name;
  }

  /** The time-to-live of keys that are created without one; 0 for none. */
  public long defaultTtlMillis() {
    return defaultTtlMillis;
  }

  /**
   * Whether the store still leads to this keyspace under its name; settled while a lock is held.
   */
  public boolean isLive() {
    return live;
  }

  /** How strings are changed in place. */
  public StringEdits strings() {
    return strings;
  }

  /** How lists are changed in place. */
  public ListEdits lists() {
    return lists;
  }

  /** How hashes, sets and sorted sets are changed in place. */
  public CollectionEdits collections() {
    return collections;
  }

  /** How entries come under other keys. */
  public KeyMoves moves() {
    return moves;
  }

  /** What becomes of keys whose time has passed. */
  KeyExpiry expiry() {
    return expiry;
  }

  /** Who is told of changes. */
  Announcer announcer() {
    return announcer;
  }

  /** What becomes of fields of hashes whose time has passed. */
  FieldExpiry fields() {
    return expiry.fields();
  }

  /** How streams are changed in place. */
  public StreamEdits streams() {
    return streams;
  }

  /** Whether the store ever led to it: then what it held is the store's to let go of. */
  public boolean wasAttached() {
    return attached;
  }

  void setLive(boolean live) {
    this.live = live;
    if (live) {
      attached = true;
    }
  }

  /** The number of keys, those included whose time has passed and which nobody came across yet. */
  public long size() {
    return contents.size();
  }

  /** The number of keys with a deadline of their own. */
  public long withDeadline() {
    return contents.withDeadline();
  }

  /** Makes room for about so many keys in a keyspace without any that nobody else sees. */
  public void expect(long keys) {
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      shard.lock.lock();
      try {
        new IndexRoom(contents.inOrNew(shard)).expect(keys / store.shardCount());
      } finally {
        shard.lock.unlock();
      }
    }
  }

  /**
   * The time that keys with a deadline have left, in milliseconds: a running average over what the
   * expiry pass comes by; 0 before its first look.
   */
  public long averageTtlMillis() {
    return withDeadline() == 0 ? 0 : expiry.averageTtlMillis();
  }

  // ---- limits ----

  /** What it may take, and which keys go. */
  public KeyspaceLimit limit() {
    return limit;
  }

  /** Takes a limit without a word, while nobody else sees the keyspace or all locks are held. */
  public void setLimit(KeyspaceLimit chosen) {
    limit = chosen;
    readPolicy();
  }

  /** Which of its keys go where memory is short: by its own policy, or by the store's. */
  public EvictionPolicy policy() {
    return limit.policyOr(store.limits().policy());
  }

  /** Whether its policy counts how often keys are used, instead of noting when. */
  public boolean countsUses() {
    return countsUses;
  }

  /** Goes by its policy from now on; all locks are held. */
  void readPolicy() {
    countsUses = policy().isFrequency();
  }

  /** The bytes that it takes, as its shards last said. */
  public long usedBytes() {
    return contents.bytes();
  }

  /** The bytes that are to go by its quota; 0 where it has none, or keeps to it. */
  long excess() {
    long most = limit.maxBytes();
    return most == 0 ? 0 : MemoryLimits.excess(usedBytes(), most);
  }

  EvictionScope scope() {
    return scope;
  }

  /** Lets an entry go because memory is short. */
  void evict(LiveEntry entry, long now) {
    store.limits().countEvicted();
    boolean wanted = announcer.wants(Notification.EVICTED);
    ByteView key = wanted ? Announcer.copyOfKey(entry) : NO_BYTES;
    entry.countBlocks();
    remove(entry, StoreEvent.Type.EVICT, now);
    notify(Notification.EVICTED, "evicted", key);
  }

  /** The trace of use of a key that is made now. */
  int freshAccess(long now) {
    return countsUses ? Frequency.fresh(now) : RecordLayout.accessAt(now);
  }

  Contents contents() {
    return contents;
  }

  void setContents(Contents fresh) {
    contents = fresh;
  }

  // ---- one key ----

  /** Looks {@code key} up; null where there is none. A record whose time has passed is removed. */
  public @Nullable Entry find(Key key, long now) {
    return findLive(key, now);
  }

  private @Nullable LiveEntry findLive(Key key, long now) {
    Shard shard = store.shardOf(key);
    assert shard.assertLocked() : "the lock of the key's shard is not held";
    Index index = contents.in(shard);
    int ref = index == null ? 0 : index.find(key);
    if (index == null || ref == 0) {
      return null;
    }
    LiveEntry entry = shard.entry.point(index, key.hash(), ref);
    return expiry.removeIfOver(entry, now) ? null : entry;
  }

  /** Marks the entry that was found as used now. */
  public void touch(Entry entry, long now) {
    LiveEntry live = (LiveEntry) entry;
    if (countsUses) {
      countUse(live, now);
      return;
    }
    int clock = RecordLayout.accessAt(now);
    if (RecordLayout.access(live.segment(), live.at()) != clock) {
      RecordLayout.setAccess(live.segment(), live.at(), clock);
    }
  }

  private void countUse(LiveEntry entry, long now) {
    MemoryLimits limits = store.limits();
    int before = RecordLayout.access(entry.segment(), entry.at());
    int after =
        Frequency.used(
            before, now, limits.decayMinutes(), limits.logFactor(), entry.shard().nextChance());
    if (after != before) {
      RecordLayout.setAccess(entry.segment(), entry.at(), after);
    }
  }

  /** Sets {@code key} to a string, whatever it was, with this deadline. */
  public void setString(Key key, ByteView value, long deadline, long now) {
    LiveEntry old = findLive(key, now);
    Shard shard = store.shardOf(key);
    shard.changes++;
    StoreEvent.Value before = old == null ? null : announcer.valueForEvent(old);
    if (old == null) {
      create(key, Kind.STRING, value, deadline, now);
    } else {
      if (shard.waiting != null) {
        announcer.goes(old);
      }
      old.overwrite(Kind.STRING, value, deadline);
      touch(old, now);
    }
    EffectUnit unit = unit(shard);
    if (unit != null) {
      unit.setString(label, key.bytes(), value, deadline);
    }
    if (shard.watching != null) {
      announcer.changes(shard.watching, key.hash(), key.bytes());
    }
    announcer.publishSet(key, before, value, now);
  }

  /**
   * Adds a collection without elements for {@code key}, which is not there, to be filled before
   * anybody else sees it.
   */
  public Entry createCollection(Key key, ValueType type, long deadline, long now) {
    int kind = CollectionValue.kindOfEmpty(type);
    return create(key, kind, CollectionValue.empty(type), deadline, now);
  }

  /** Adds an empty string for {@code key}, which is not there. */
  Entry createString(Key key, long deadline, long now) {
    return create(key, Kind.STRING_RAW, NO_BYTES, deadline, now);
  }

  /** Adds a string of one of the kinds of strings for {@code key}, which is not there. */
  Entry createString(Key key, int kind, ByteView value, long deadline, long now) {
    return create(key, kind, value, deadline, now);
  }

  /** Takes back a key that was created and not filled. */
  void giveUp(Entry created) {
    ((LiveEntry) created).remove();
  }

  private Entry create(Key key, int kind, ByteView value, long deadline, long now) {
    Shard shard = store.shardOf(key);
    Index index = contents.inOrNew(shard);
    int keyLength = key.bytes().length();
    boolean hasDeadline = deadline != RecordLayout.NO_DEADLINE;
    shard.memory.charge(index.account);
    int ref = shard.memory.allocate(RecordLayout.bytes(keyLength, value.length(), hasDeadline));
    MemorySegment segment = shard.memory.segment(ref);
    long at = ShardMemory.offset(ref);
    int clock = freshAccess(now);
    RecordLayout.writeHeader(segment, at, kind, clock, keyLength, value.length(), deadline);
    key.bytes().copyTo(segment, RecordLayout.keyOffset(segment, at));
    value.copyTo(segment, RecordLayout.valueOffset(segment, at));
    return insert(shard, index, key, ref, hasDeadline, false);
  }

  /**
   * Puts a record under {@code key}, which is not there: the one way by which keys appear.
   *
   * @param overwrites whether it was there until just now, and is not called new for that
   */
  private LiveEntry insert(
      Shard shard, Index index, Key key, int ref, boolean hasDeadline, boolean overwrites) {
    if (shard.cutNeeds(index, key.hash())) {
      RecordLayout.setYoung(shard.memory.segment(ref), ShardMemory.offset(ref), true);
      index.cut(shard.openCut).countYoung(1);
    }
    index.insert(key.hash(), ref, hasDeadline);
    announcer.cameIntoBeing(shard, key);
    if (!overwrites) {
      notify(Notification.NEW, "new", key.bytes());
    }
    return shard.entry.point(index, key.hash(), ref);
  }

  /** Puts what was prepared under {@code key}, in the place of whatever was there. */
  public Entry put(Key key, LooseEntry loose, long now) {
    return put(key, loose, now, true);
  }

  /** As {@link #put}, with what was there deleted first: the key counts as new. */
  public Entry putAnew(Key key, LooseEntry loose, long now) {
    return put(key, loose, now, false);
  }

  private Entry put(Key key, LooseEntry loose, long now, boolean overwrites) {
    LiveEntry old = findLive(key, now);
    EffectUnit unit = unit(store.shardOf(key));
    if (old != null && unit != null && loose.type() != ValueType.STRING) {
      unit.remove(label, key.bytes());
    }
    Entry entry = place(key, old, loose, now, overwrites);
    if (unit != null) {
      writeWhole(unit, key, entry);
    }
    return entry;
  }

  /** As {@link #putAnew}, of what is written down by whoever calls. */
  void placeAnew(Key key, LooseEntry loose, long now) {
    Entry _ = place(key, findLive(key, now), loose, now, false);
  }

  private Entry place(
      Key key, @Nullable LiveEntry old, LooseEntry loose, long now, boolean overwrites) {
    StoreEvent.Value before = old == null ? null : announcer.valueForEvent(old);
    if (old != null) {
      old.remove();
    }
    Shard shard = store.shardOf(key);
    boolean marked = RecordLayout.isMarked(loose.segment(), loose.at());
    Index index = contents.inOrNew(shard);
    if (countsUses && !loose.isUsed()) {
      loose.setAccess(Frequency.fresh(now));
    }
    Entry entry = insert(shard, index, key, loose.take(index), marked, old != null && overwrites);
    changed(entry, before, now);
    return entry;
  }

  private void writeWhole(EffectUnit unit, Key key, Entry entry) {
    switch (entry.type()) {
      case STRING ->
          unit.setString(label, key.bytes(), entry.value(new ByteView()), entry.deadline());
      case LIST -> lists.writeWhole(unit, entry);
      case HASH, SET, ZSET -> collections.writeWhole(unit, entry);
      case STREAM -> streams.writeWhole(unit, entry);
    }
  }

  /** Notes for those who wait that the stream at {@code key} has what they may wait for. */
  void hasNews(Key key) {
    announcer.cameIntoBeing(store.shardOf(key), key);
  }

  /** The deadline of a key created now without one of its own. */
  public long defaultDeadline(long now) {
    return defaultTtlMillis == 0 ? RecordLayout.NO_DEADLINE : now + defaultTtlMillis;
  }

  /** Removes {@code key}; whether it was there. */
  public boolean remove(Key key, long now) {
    LiveEntry entry = findLive(key, now);
    if (entry == null) {
      return false;
    }
    remove(entry, StoreEvent.Type.DELETE, now);
    return true;
  }

  /** Removes the entry that was found last in its shard. */
  public void remove(Entry entry, long now) {
    remove((LiveEntry) entry, StoreEvent.Type.DELETE, now);
  }

  private void remove(LiveEntry entry, StoreEvent.Type why, long now) {
    remove(entry, why, announcer.valueForEvent(entry), now);
  }

  /** Removes an entry of which {@code before} says what it was, for events. */
  void remove(Entry entry, StoreEvent.@Nullable Value before, long now) {
    remove((LiveEntry) entry, StoreEvent.Type.DELETE, before, now);
  }

  /** Removes an entry because of the time. */
  void removeExpired(LiveEntry entry, long now) {
    remove(entry, StoreEvent.Type.EXPIRE, now);
  }

  /** Counts fields that were removed because their time has passed. */
  void countExpiredFields(long removed) {
    store.countExpiredFields(removed);
  }

  private void remove(
      LiveEntry entry, StoreEvent.Type why, StoreEvent.@Nullable Value before, long now) {
    announcer.publishGone(why, entry, before, now);
    entry.shard().changes++;
    EffectUnit unit = unit(entry);
    if (unit != null) {
      unit.remove(label, keyOf(entry));
    }
    boolean expired = why == StoreEvent.Type.EXPIRE;
    announcer.leaves(entry, expired);
    if (!expired) {
      announcer.goes(entry);
    }
    entry.remove();
  }

  /** Changes when the entry found last in its shard expires; nothing where it never does. */
  public void setDeadline(Entry entry, long deadline) {
    if (deadline == RecordLayout.NO_DEADLINE && entry.deadline() == RecordLayout.NO_DEADLINE) {
      return;
    }
    LiveEntry changed = (LiveEntry) entry;
    changed.shard().changes++;
    changed.setDeadline(deadline);
    announcer.changes(changed);
    EffectUnit unit = unit(entry);
    if (unit != null) {
      unit.setDeadline(label, keyOf(entry), deadline);
    }
  }

  /** What events say of the entry's value; null while nobody listens. */
  StoreEvent.@Nullable Value valueForEvent(Entry entry) {
    return announcer.valueForEvent(entry);
  }

  /** Counts that the entry was changed in place, and tells listeners. */
  void changed(Entry entry, StoreEvent.@Nullable Value before, long now) {
    LiveEntry changed = (LiveEntry) entry;
    changed.shard().changes++;
    announcer.changes(changed);
    announcer.publishSet(entry, before, now);
  }

  /** As {@link #changed}, where only what is known beside the entry's value was. */
  void changedBeside(Entry entry, StoreEvent.@Nullable Value before, long now) {
    LiveEntry changed = (LiveEntry) entry;
    changed.shard().changes++;
    announcer.changesBeside(changed);
    announcer.publishSet(entry, before, now);
  }

  /** Tells those who watch the entry's key of a change that leaves it as it is, as Redis does. */
  void changedInName(Entry entry) {
    announcer.changes((LiveEntry) entry);
  }

  /**
   * Keeps the entry's record, at least {@value Shard#LARGE_RECORD_BYTES} bytes, in its place until
   * the returned action is run, by any thread and under no lock. Null for a smaller one, which is
   * copied.
   */
  public @Nullable Runnable pin(Entry entry) {
    LiveEntry live = (LiveEntry) entry;
    if (live.valueLength() < Shard.LARGE_RECORD_BYTES) {
      return null;
    }
    Shard shard = live.shard();
    int ref = live.ref();
    shard.pin(ref);
    return () -> shard.unpinFromOutside(ref);
  }

  // ---- what is written down ----

  /** The name as effects have it. */
  String label() {
    return label;
  }

  /** Where changes of an entry are written down; null where they are not. */
  @Nullable EffectUnit unit(Entry entry) {
    return unit(((LiveEntry) entry).shard());
  }

  /** A keyspace that is being loaded is not written down: what it becomes is, whole. */
  private @Nullable EffectUnit unit(Shard shard) {
    EffectUnit unit = shard.unit;
    assert unit != null || store.effectLog() == null : "a change that nobody would write down";
    return unit != null && live ? unit : null;
  }

  /** The key of an entry, valid until the next call for its shard. */
  ByteView keyOf(Entry entry) {
    return entry.key(((LiveEntry) entry).shard().keyView);
  }

  /** Writes down the deadline of an entry that was written down without, where it has one. */
  void writeDeadline(EffectUnit unit, Entry entry) {
    if (entry.deadline() != RecordLayout.NO_DEADLINE) {
      unit.setDeadline(label, keyOf(entry), entry.deadline());
    }
  }

  // ---- events ----

  /** How {@link KeyEvents} call a keyspace: by the number of the database, or else its name. */
  public static byte[] placeOf(KeyspaceName name) {
    return Announcer.placeOf(name);
  }

  /**
   * Tells those who listen to {@link KeyEvents} what happened to a key, whose shard's lock is held;
   * after the change. A keyspace that is being loaded is nobody's business yet.
   *
   * @param event Redis' name of it
   */
  public void notify(Notification kind, String event, ByteView key) {
    announcer.notify(kind, event, key);
  }

  @Override
  public String toString() {
    return label;
  }
}
