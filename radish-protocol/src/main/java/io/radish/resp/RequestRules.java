// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

/**
 * What one client may announce: how many arguments, how long each, and how much altogether; less
 * before it has authenticated.
 */
final class RequestRules {
  /** Longest argument of the quick way; its length cannot overflow while it is being read. */
  private static final int LONGEST_AT_ONCE = 1024 * 1024;

  private final Limits limits;

  /** Length up to which a request is ordinary: all on the heap, within every limit. */
  private final int ordinaryBytes;

  /** Largest count of one digit that every rule allows. */
  private final int shortCount;

  private int maxBulkLength;
  private boolean authenticated;

  /** The rules of a client that has yet to authenticate. */
  RequestRules(Limits limits) {
    this.limits = limits;
    this.maxBulkLength = limits.bulkBytes();
    this.shortCount = Math.min(9, Math.min(limits.arguments(), limits.unauthenticatedArguments()));
    this.ordinaryBytes = (int) Math.min(limits.heapBytes(), limits.requestBytes() - 2);
  }

  void setAuthenticated(boolean authenticated) {
    this.authenticated = authenticated;
  }

  void setMaxBulkLength(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative length: " + bytes);
    }
    this.maxBulkLength = bytes;
  }

  /** The bytes up to which a request need not be held against any limit. */
  int ordinaryBytes() {
    return ordinaryBytes;
  }

  /** The largest count of one digit that need not be held against any limit. */
  int shortCount() {
    return shortCount;
  }

  /** The longest argument that every rule allows, and that goes to the heap. */
  int longestOrdinary() {
    int longest = Math.min(Math.min(limits.largeArgumentBytes(), maxBulkLength), LONGEST_AT_ONCE);
    return authenticated ? longest : Math.min(longest, limits.unauthenticatedBulkBytes());
  }

  /** The count of arguments in {@code text}; 0 for one that is not positive. */
  int count(byte[] text, int from, int length) throws ProtocolException {
    if (!Integers.isLong(text, from, length)) {
      throw new ProtocolException("invalid multibulk length");
    }
    long announced = Integers.toLong(text, from, length);
    if (announced > limits.arguments()) {
      throw new ProtocolException("invalid multibulk length");
    }
    if (!authenticated && announced > limits.unauthenticatedArguments()) {
      throw new ProtocolException("unauthenticated multibulk length");
    }
    return (int) Math.max(0, announced);
  }

  /**
   * The length of an argument in {@code text}.
   *
   * @param before bytes of the request before the argument
   */
  int bulkLength(byte[] text, int from, int length, long before) throws ProtocolException {
    long announced = Integers.isLong(text, from, length) ? Integers.toLong(text, from, length) : -1;
    if (announced < 0 || announced > maxBulkLength) {
      throw new ProtocolException("invalid bulk length");
    }
    if (!authenticated && announced > limits.unauthenticatedBulkBytes()) {
      throw new ProtocolException("unauthenticated bulk length");
    }
    if (before + announced + 2 > limits.requestBytes()) {
      throw new ProtocolException("request longer than " + limits.requestBytes() + " bytes");
    }
    return (int) announced;
  }
}
