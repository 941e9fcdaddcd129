// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.radish.command.Client;
import io.radish.resp.Arguments;
import io.radish.resp.InlineValues;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;

/**
 * The other side of one client's connection: runs its requests, one after the other. Called on the
 * thread of the connection's event loop only.
 */
public interface Conversation {
  /** Begins the conversation with each client that connects. */
  interface Host {
    /** Meets a client. */
    Conversation begin(Client client);

    /** Whether whoever connects is let in without a password. */
    boolean isOpen();

    /** Where clients may type bare JSON. */
    InlineValues inlineValues();

    /** When replies may leave. */
    default ReplyGate gate() {
      return ReplyGate.OPEN;
    }
  }

  /** Begins a batch of requests that follow each other without a pause. */
  void beginBatch();

  /**
   * Runs a request and writes its reply. What it throws is a bug, which closes the connection.
   *
   * @param request valid until this returns
   * @param replies to be written to until this returns
   */
  void execute(Arguments request, ReplyWriter replies);

  /** Takes note of requests without a word, which are answered with nothing. */
  void passEmpty();

  /** Whether the client wants to be answered. */
  boolean wantsReplies();

  /** Gets ready for the requests that come next; {@code preview} is valid until this returns. */
  void expect(RequestPreview preview);

  /** Whether a request that changes data was run since this was asked last. */
  default boolean hasWritten() {
    return false;
  }

  /** The version of the protocol that replies are in: 2 or 3. */
  int protocol();

  /** Whether the client has given the password, or need not. */
  boolean isAuthenticated();

  /** The connection is gone; called once. */
  void ended();
}
