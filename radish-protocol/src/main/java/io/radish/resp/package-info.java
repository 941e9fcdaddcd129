// SPDX-License-Identifier: Apache-2.0
/**
 * The Redis protocol, RESP: requests decoded from a connection's bytes, replies written to it, and
 * the client's side of both.
 *
 * <p>Reading order: {@link io.radish.resp.RequestDecoder}, which turns arriving bytes into requests
 * and never trusts them; {@link io.radish.resp.Arguments}, one request's arguments where they lie;
 * {@link io.radish.resp.Limits}, what a client may ask for; {@link io.radish.resp.ReplyWriter},
 * which writes replies in RESP2 or RESP3; {@link io.radish.resp.Reply} and {@link
 * io.radish.resp.ReplyReader}, for those who call a server.
 *
 * <p>Invariants: a request is decoded the same wherever the network cut it; memory is taken for
 * bytes that have come, never for bytes that were announced; a request of ordinary size is decoded,
 * and its reply written, without allocating.
 *
 * <p>Nothing here is thread-safe, and nothing here knows commands or sockets.
 */
@NullMarked
package io.radish.resp;

import org.jspecify.annotations.NullMarked;
