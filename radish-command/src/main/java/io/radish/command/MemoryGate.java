// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.Admission;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets no command in that needs memory where there is none, as Redis does: those with the flag
 * {@code denyoom}, an {@code EXEC} that runs such, and all that is to be queued. Before it refuses
 * it has keys evicted.
 *
 * <p>Asked before any lock is taken, and only while there is a limit. For one dispatcher.
 */
final class MemoryGate {
  /** Where a request is taken for large without being added up to its end. */
  private static final long LARGE_BYTES = 128 << 10;

  /** What Redis does not refuse in a transaction, beside {@code EXEC}. */
  private static final Set<String> ALWAYS = Set.of("discard", "quit", "reset");

  private final Store store;
  private final Admission admission;

  /** Whether there was no room for more when what runs scripts was let in. */
  private boolean full;

  MemoryGate(Store store) {
    this.store = store;
    this.admission = store.limits().newAdmission();
  }

  /**
   * The error that a request is answered with for want of memory; null where it may run.
   *
   * @param name the keyspace that it runs in
   */
  @Nullable String refusal(Session session, Command command, Arguments request, KeyspaceName name) {
    Transaction open = session.transaction();
    if (command.is(Flag.SCRIPTED) || command.is(Flag.EXECUTES)) {
      full = admission.ask(null, bytes(request)) == Admission.Answer.STORE_FULL;
    }
    boolean brings = command.is(Flag.DENYOOM);
    boolean queues = false;
    if (open != null && command.is(Flag.EXECUTES)) {
      brings = open.needsMemory();
    } else if (open != null) {
      queues = !ALWAYS.contains(command.name());
    }
    if (!brings && !queues) {
      return null;
    }
    KeyspaceName target = command.keyspaceOf(request, name);
    Keyspace keyspace = brings ? keyspace(session, target) : null;
    return switch (admission.ask(keyspace, bytes(request))) {
      case ADMITTED -> null;
      case STORE_FULL -> Errors.OUT_OF_MEMORY;
      case KEYSPACE_FULL -> Errors.overQuota(target, keyspace == null ? 0 : quota(keyspace));
    };
  }

  /**
   * As {@link #refusal}, for a command of a script that was let in before: under all locks, so that
   * nothing is evicted.
   */
  @Nullable String refusalInScript(Command command, Arguments request, KeyspaceName name) {
    if (!command.is(Flag.DENYOOM)) {
      return null;
    }
    if (full) {
      return Errors.OUT_OF_MEMORY;
    }
    KeyspaceName target = command.keyspaceOf(request, name);
    Keyspace keyspace = store.find(target);
    return keyspace != null && admission.isFull(keyspace)
        ? Errors.overQuota(target, quota(keyspace))
        : null;
  }

  /** Whether there was no room for more when the script was let in that is about to begin. */
  boolean isFull() {
    return full;
  }

  private static long quota(Keyspace keyspace) {
    return keyspace.limit().maxBytes();
  }

  private @Nullable Keyspace keyspace(Session session, KeyspaceName name) {
    Keyspace known = name.equals(session.keyspaceName()) ? session.remembered() : null;
    return known != null && known.isLive() ? known : store.find(name);
  }

  private static long bytes(Arguments request) {
    long bytes = 0;
    for (int i = 0; i < request.count() && bytes < LARGE_BYTES; i++) {
      bytes += request.length(i);
    }
    return bytes;
  }
}
