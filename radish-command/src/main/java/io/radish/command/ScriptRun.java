// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.lua.LuaMachine;
import io.radish.resp.ReplySink;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script or function: what it was given, who sent it, and whether it may still be
 * killed.
 *
 * <p>Begins, calls and ends on the thread of the client's connection; any other may look at it and
 * kill it meanwhile.
 */
final class ScriptRun {
  private final ScriptRequest request;
  private final ScriptCalls calls;
  private final Session session;
  private final int protocol;
  private final long begunNanos;
  private @Nullable LuaMachine machine;
  private boolean hasWritten;
  private boolean killed;

  ScriptRun(Call call, ScriptRequest request) {
    this.request = request;
    this.calls = call.dispatcher().scriptCalls();
    this.session = new Session(call.session(), call.keyspaceName());
    this.protocol = call.reply().protocol();
    this.begunNanos = System.nanoTime();
  }

  byte[] name() {
    return request.name();
  }

  List<byte[]> keys() {
    return request.keys();
  }

  List<byte[]> arguments() {
    return request.arguments();
  }

  List<byte[]> words() {
    return request.words();
  }

  boolean isFunction() {
    return request.isFunction();
  }

  /** What the reply is to be in. */
  int protocol() {
    return protocol;
  }

  /** The session that its commands run in. */
  Session session() {
    return session;
  }

  /** Whether it may change nothing. */
  boolean isReadOnly() {
    return request.readOnly() || request.flags().isReadOnly();
  }

  /** Whether its commands run that need memory, though there is none. */
  boolean isAllowedWithoutMemory() {
    return hasWritten || request.flags().isAllowedWithoutMemory();
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
  }

  // ---- its life ----

  synchronized void begin(LuaMachine in) {
    machine = in;
    hasWritten = false;
  }

  synchronized void end() {
    if (machine != null) {
      machine.pardon();
      machine = null;
    }
  }

  /** Takes note that it is about to change data; false where it was killed before. */
  synchronized boolean noteWrite() {
    hasWritten |= !killed;
    return !killed;
  }

  /** As {@link Scripts#kill}. */
  synchronized @Nullable String kill(boolean function) {
    if (machine == null) {
      return Errors.NOT_BUSY;
    }
    if (hasWritten) {
      return Errors.UNKILLABLE;
    }
    if (function != request.isFunction()) {
      return request.isFunction() ? Errors.BUSY_FUNCTION : Errors.BUSY_SCRIPT;
    }
    killed = true;
    machine.kill();
    return null;
  }

  // ---- what it asks for ----

  @Nullable String call(byte[][] words, int with, ReplySink reply) {
    Transactions transactions = calls.dispatcher().transactions();
    boolean before = transactions.setExecuting(true);
    try {
      return calls.call(this, words, with, reply);
    } finally {
      boolean _ = transactions.setExecuting(before);
    }
  }

  int mayRun(byte[][] words) {
    return calls.mayRun(this, words);
  }
}
