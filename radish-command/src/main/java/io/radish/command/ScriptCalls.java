// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import io.radish.store.KeyspaceName;
import org.jspecify.annotations.Nullable;

/**
 * How scripts of one dispatcher's clients call commands: as clients of their own, that speak the
 * protocol which the script has chosen, in the keyspace it has selected, with the rights of who
 * sent it, under the locks that are held for the script.
 */
final class ScriptCalls {
  /** Replies up to here pass in one piece. */
  private static final int BLOCK_BYTES = 16 << 10;

  private static final String UNKNOWN = "Unknown Redis command called from script";
  private static final String ARITY = "Wrong number of args calling Redis command from script";
  private static final String NOT_FROM_SCRIPT = "This Redis command is not allowed from script";
  private static final String READ_ONLY = "Write commands are not allowed from read-only scripts.";
  private static final String KILLED = "the script is being killed";

  private final Dispatcher dispatcher;
  private final Services services;
  private final Call call;
  private final ReplyWriter replies = new ReplyWriter(BLOCK_BYTES);

  ScriptCalls(Dispatcher dispatcher, Services services) {
    this.dispatcher = dispatcher;
    this.services = services;
    this.call = new Call(dispatcher, services);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** A session for the commands of one run. */
  static Session session(Session caller, KeyspaceName keyspace) {
    Session made = new Session(caller.client(), true);
    made.select(keyspace);
    made.setNoTouch(caller.isNoTouch());
    return made;
  }

  /** Whether a script may run such a command. */
  boolean mayRun(byte[][] words) {
    return find(Arguments.of(words)) != null;
  }

  /**
   * Runs a command of a script.
   *
   * @return why it was not run; null where it was
   */
  @Nullable String call(ScriptRun run, byte[][] words, int protocol, ReplySink sink) {
    Arguments request = Arguments.of(words);
    Command command = find(request);
    String refusal = refusal(run, command, request);
    if (refusal != null || command == null) {
      if (command != null) {
        dispatcher.books().meters().refused(command);
      }
      dispatcher.countError(run.session(), command, Errors.plain(String.valueOf(refusal)));
      return refusal;
    }
    Session session = run.session();
    session.setProtocol(protocol);
    replies.begin(sink, protocol);
    call.begin(session, command, request, replies, session.keyspaceName());
    dispatcher.runScripted(call);
    replies.flush();
    return null;
  }

  private @Nullable Command find(Arguments request) {
    Command command = services.table().find(request);
    if (command == null || command.subcommands().isEmpty() || request.count() == 1) {
      return command;
    }
    return CommandTable.subcommand(command, request);
  }

  private @Nullable String refusal(ScriptRun run, @Nullable Command command, Arguments request) {
    if (command == null || command.handler() == null) {
      return command == null ? UNKNOWN : ARITY;
    }
    if (!command.takes(request.count())) {
      return ARITY;
    }
    if (command.is(Flag.NOSCRIPT) || isInnerRefused(command, request)) {
      return NOT_FROM_SCRIPT;
    }
    if (isBlockingRead(command, request)) {
      return request.text(0, Errors.QUOTED)
          + " command is not allowed with BLOCK option from scripts";
    }
    boolean writes = command.is(Flag.WRITE);
    if (run.isReadOnly() && (writes || command.is(Flag.MAY_REPLICATE))) {
      return READ_ONLY;
    }
    return writes && !run.noteWrite() ? KILLED : null;
  }

  /** Whether it reads a stream and would wait: other commands answer as if their time was over. */
  private static boolean isBlockingRead(Command command, Arguments request) {
    if (!command.name().equals("xread") && !command.name().equals("xreadgroup")) {
      return false;
    }
    for (int i = 1; i < request.count() && !request.matches(i, "streams"); i++) {
      if (request.matches(i, "block")) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is a {@code CACHE} with a command that no script may call. */
  private boolean isInnerRefused(Command command, Arguments request) {
    if (command.innerAt() == 0) {
      return false;
    }
    Command inner = find(request.slice(command.innerAt()));
    return inner != null && inner.is(Flag.NOSCRIPT);
  }
}
