// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

/**
 * What one request may be at most; past a limit the decoder answers with a {@link
 * ProtocolException}.
 *
 * @param inlineBytes length of an inline request, and of a line that announces a length; Redis'
 *     PROTO_INLINE_MAX_SIZE, so that a client that never sends a line's end costs little
 * @param bulkBytes length of one argument; Redis' proto-max-bulk-len, changed at run time by {@link
 *     RequestDecoder#setMaxBulkLength}
 * @param arguments number of arguments of one request; the bound that Redis kept until 7.0, because
 *     each argument costs 12 bytes of bookkeeping before any command has looked at it
 * @param unauthenticatedArguments number of arguments before a client has authenticated; enough for
 *     AUTH and HELLO, as in Redis
 * @param unauthenticatedBulkBytes length of an argument before a client has authenticated; as in
 *     Redis
 * @param requestBytes length of a whole request as sent; Redis' client-query-buffer-limit
 * @param largeArgumentBytes length above which an argument lies in native memory, so that a value
 *     of half a gigabyte does not need a heap of that size
 * @param heapBytes heap that the arguments of one request may take; what comes after lies in native
 *     memory whatever its length, so that a request of many ordinary arguments cannot exhaust the
 *     heap either
 * @param jsonDepth nesting of a JSON value in an inline request; no person types more, and past it
 *     the text is an ordinary word
 */
public record Limits(
    int inlineBytes,
    int bulkBytes,
    int arguments,
    int unauthenticatedArguments,
    int unauthenticatedBulkBytes,
    long requestBytes,
    int largeArgumentBytes,
    int heapBytes,
    int jsonDepth) {
  /** The limits of a server that was not told otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          64 * 1024,
          512 * 1024 * 1024,
          1024 * 1024,
          10,
          16 * 1024,
          1024L * 1024 * 1024,
          64 * 1024,
          4 * 1024 * 1024,
          512);

  /** Refuses limits under which no request could pass. */
  public Limits {
    if (inlineBytes < 1
        || bulkBytes < 0
        || arguments < 1
        || unauthenticatedArguments < 0
        || unauthenticatedBulkBytes < 0
        || requestBytes < 1
        || largeArgumentBytes < 0
        || heapBytes < 0
        || jsonDepth < 1) {
      throw new IllegalArgumentException("a limit is below what any request needs");
    }
  }
}
