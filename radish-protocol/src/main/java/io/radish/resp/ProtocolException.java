// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.io.Serial;

/**
 * A client's breach of the protocol, after which nothing it sends can be understood.
 *
 * <p>The message is Redis' own and names the rule; the connection answers {@code -ERR} with it and
 * closes.
 */
public final class ProtocolException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ProtocolException(String rule) {
    // No stack trace: it would tell where the decoder stands, and clients can cause these at will.
    super("Protocol error: " + rule, null, false, false);
  }
}
