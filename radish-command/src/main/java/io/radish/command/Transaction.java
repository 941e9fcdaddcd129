// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has queued since {@code MULTI}, and whether it may still run.
 *
 * <p>Used on the connection's thread; what {@code CLIENT LIST} shows of it may be a moment old.
 */
final class Transaction {
  /**
   * A request that was checked and may wait for {@code EXEC}.
   *
   * @param command what it asks for
   * @param ran the command that it runs in the end: of a {@code CACHE}, the one inside
   */
  record Queued(Command command, Command ran, Arguments request) {
    /** The arguments of the command that it runs in the end. */
    Arguments ranRequest() {
      return command == ran ? request : request.slice(command.innerAt());
    }

    /** One that does not depend on where its arguments came from, and frees what they take. */
    private Queued copy() {
      return new Queued(command, ran, request.copy());
    }
  }

  /** What a queued request takes on the heap beside its bytes: its objects and arrays. */
  private static final int REQUEST_BYTES = 200;

  /** What each of its arguments takes there: where it begins and how long it is. */
  private static final int ARGUMENT_BYTES = 8;

  /** What all transactions may hold on the heap. */
  private final WaitingBytes account;

  private final List<Queued> queued = new ArrayList<>();

  /** Where a {@code SELECT} that is queued leads; null while there is none. */
  private @Nullable KeyspaceName selected;

  private int count;
  private long bytes;
  private long heapBytes;
  private boolean aborted;
  private boolean changesData;
  private boolean publishes;
  private boolean needsMemory;
  private boolean readsData;
  private boolean runsWhileLoading = true;

  /** Begins one that takes its part of {@code account}. */
  Transaction(WaitingBytes account) {
    this.account = account;
  }

  /** What is queued, in order. */
  List<Queued> queued() {
    return queued;
  }

  /** The number of requests queued; those not counted that came after it was aborted. */
  int count() {
    return count;
  }

  /** The bytes that the queued requests take. */
  long bytes() {
    return bytes;
  }

  /** Whether a request was refused, so that none of them will run. */
  boolean isAborted() {
    return aborted;
  }

  /** Takes note that a {@code SELECT} was queued. */
  void select(@Nullable KeyspaceName name) {
    selected = name == null ? selected : name;
  }

  /** The keyspace that the next command that is queued will run in. */
  KeyspaceName placeOf(Session session) {
    KeyspaceName name = selected;
    return name == null ? session.keyspaceName() : name;
  }

  /** Whether it publishes messages. */
  boolean publishes() {
    return publishes;
  }

  /** Whether it runs a command that changes data. */
  boolean changesData() {
    return changesData;
  }

  /** Whether it runs a command that needs memory. */
  boolean needsMemory() {
    return needsMemory;
  }

  /** Whether it runs a command that reads or changes data. */
  boolean touchesData() {
    return readsData || changesData;
  }

  /** Whether all its commands may run while data is being loaded. */
  boolean runsWhileLoading() {
    return runsWhileLoading;
  }

  /** Has it end without anything being run; what was queued is let go of. */
  void abort() {
    aborted = true;
    release();
  }

  /**
   * Queues a copy of a request.
   *
   * @param mostBytes what all requests together may take
   * @return the error where there is no room for it; null where it was queued
   */
  @Nullable String add(Queued added, long mostBytes) {
    Arguments request = added.request;
    Command ran = added.ran;
    long onHeap = REQUEST_BYTES + (long) ARGUMENT_BYTES * request.count();
    long all = onHeap;
    for (int i = 0; i < request.count(); i++) {
      all += request.length(i);
      onHeap += request.array(i) == null ? 0 : request.length(i);
    }
    if (bytes + all > mostBytes) {
      return Errors.TRANSACTION_TOO_LARGE;
    }
    if (!account.take(onHeap)) {
      return Errors.TOO_MUCH_QUEUED;
    }
    heapBytes += onHeap;
    queued.add(added.copy());
    count = queued.size();
    bytes += all;
    changesData |= Demand.changesData(ran);
    needsMemory |= ran.is(Flag.DENYOOM);
    publishes |= Demand.publishes(ran);
    readsData |= ran.is(Flag.READONLY);
    runsWhileLoading &= ran.is(Flag.LOADING);
    return null;
  }

  /** Lets go of what was queued; a second call does nothing. */
  void release() {
    queued.forEach(each -> each.request.release());
    queued.clear();
    account.giveBack(heapBytes);
    heapBytes = 0;
    bytes = 0;
  }
}
