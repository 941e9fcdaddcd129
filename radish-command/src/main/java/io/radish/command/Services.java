// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.backup.PersistenceHandler;
import io.radish.command.pubsub.PubSub;
import io.radish.command.tracking.Tracking;
import io.radish.recovery.Durability;
import io.radish.store.MemoryLimits;
import io.radish.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What commands work with.
 *
 * @param store the engine
 * @param persistence the backups; null where there are none
 * @param durability the journal with its checkpoints; null where there is none
 * @param server the server around
 * @param table all commands
 * @param meters what was counted, by all dispatchers
 * @param supervision what is held against commands and noted of them
 * @param pubSub the channels and who listens to them
 * @param scripts the scripts and functions, and what runs of them
 * @param tracking the clients that keep copies of what they have read
 * @param accounts the users, and which client is which
 */
public record Services(
    Store store,
    @Nullable PersistenceHandler persistence,
    @Nullable Durability durability,
    ServerControl server,
    CommandTable table,
    MeterRegistry meters,
    Supervision supervision,
    PubSub pubSub,
    Scripts scripts,
    Tracking tracking,
    Accounts accounts) {
  /** Has commands held against the store's limits whenever there are any. */
  public Services {
    MemoryLimits limits = store.limits();
    limits.onChange(() -> supervision.setLimited(limits.isLimited()));
  }

  /** Services with clients that keep no copies yet. */
  public Services(
      Store store,
      @Nullable PersistenceHandler persistence,
      @Nullable Durability durability,
      ServerControl server,
      CommandTable table,
      MeterRegistry meters,
      Supervision supervision,
      PubSub pubSub,
      Accounts accounts) {
    this(
        store,
        persistence,
        durability,
        server,
        table,
        meters,
        supervision,
        pubSub,
        new Scripts(),
        new Tracking(store.tracking(), pubSub, supervision::setTracked),
        accounts);
  }

  /** Services where everybody may do everything. */
  public Services(
      Store store,
      @Nullable PersistenceHandler persistence,
      @Nullable Durability durability,
      ServerControl server,
      CommandTable table,
      MeterRegistry meters,
      Supervision supervision,
      PubSub pubSub) {
    this(
        store,
        persistence,
        durability,
        server,
        table,
        meters,
        supervision,
        pubSub,
        new Accounts(table, server, pubSub));
  }

  /** Services whose channels nobody listens to yet. */
  public Services(
      Store store,
      @Nullable PersistenceHandler persistence,
      @Nullable Durability durability,
      ServerControl server,
      CommandTable table,
      MeterRegistry meters,
      Supervision supervision) {
    this(store, persistence, durability, server, table, meters, supervision, new PubSub());
  }

  /** Services without a journal, with nobody watching yet. */
  public Services(
      Store store,
      @Nullable PersistenceHandler persistence,
      ServerControl server,
      CommandTable table,
      MeterRegistry meters) {
    this(store, persistence, null, server, table, meters, new Supervision());
  }
}
