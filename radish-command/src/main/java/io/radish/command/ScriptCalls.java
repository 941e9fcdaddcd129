// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.lua.LuaHost;
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

  private static final String UNKNOWN = "ERR Unknown Redis command called from script";
  private static final String ARITY = "ERR Wrong number of args calling Redis command from script";
  private static final String NOT_FROM_SCRIPT = "ERR This Redis command is not allowed from script";
  private static final String READ_ONLY =
      "ERR Write commands are not allowed from read-only scripts.";
  private static final String KILLED = "ERR the script is being killed";

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

  /** What {@code redis.acl_check_cmd} answers. */
  int mayRun(ScriptRun run, byte[][] words) {
    Arguments request = Arguments.of(words);
    Command command = find(request);
    Session session = run.session();
    if (command == null) {
      return LuaHost.NO_SUCH_COMMAND;
    }
    return services.accounts().allows(session, command, request, session.keyspaceName()) ? 1 : 0;
  }

  /**
   * Runs a command of a script.
   *
   * @return the error where it was not run, as it stands in a reply; null where it was
   */
  @Nullable String call(ScriptRun run, byte[][] words, int protocol, ReplySink sink) {
    Arguments request = Arguments.of(words);
    Command command = find(request);
    String refusal = refusal(run, command, request);
    if (refusal != null || command == null) {
      if (command != null) {
        dispatcher.books().meters().refused(command);
      }
      dispatcher.countError(run.session(), command, String.valueOf(refusal));
      return "-" + refusal;
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
    Session session = run.session();
    KeyspaceName in = session.keyspaceName();
    Command ran = command;
    Arguments words = request;
    if (command.innerAt() != 0) {
      words = request.slice(command.innerAt());
      Command inner = find(words);
      KeyspaceName named = CacheNames.find(session, services.server(), request, 1);
      ran = inner == null ? command : inner;
      in = named == null ? in : named;
    }
    if ((command.is(Flag.NOSCRIPT) || ran.is(Flag.NOSCRIPT)) && !isDebugging(command)) {
      return NOT_FROM_SCRIPT;
    }
    if (isBlockingRead(ran, words)) {
      return Errors.plain(
          words.text(0, Errors.QUOTED) + " command is not allowed with BLOCK option from scripts");
    }
    String refusal =
        session.isLimited()
            ? services
                .accounts()
                .refusalInScript(
                    session, command, request, session.keyspaceName(), dispatcher.now())
            : null;
    return refusal == null ? refusal(run, ran, words, in) : refusal;
  }

  private boolean isDebugging(Command command) {
    return command.name().equals("debug") && services.supervision().isDebuggingInScripts();
  }

  /** What keeps a command from running that might be run by this user. */
  private @Nullable String refusal(
      ScriptRun run, Command command, Arguments request, KeyspaceName in) {
    boolean writes = command.is(Flag.WRITE);
    if (run.isReadOnly() && (writes || command.is(Flag.MAY_REPLICATE))) {
      return READ_ONLY;
    }
    String refusal =
        run.isAllowedWithoutMemory()
            ? null
            : dispatcher.gate().refusalInScript(command, request, in);
    if (refusal != null) {
      return refusal;
    }
    if (writes && services.supervision().needsReplicas()) {
      return Errors.NO_REPLICAS;
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
}
