// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

/**
 * The first arguments of the whole, ordinary requests that wait in a decoder: what most commands
 * call their key.
 *
 * <p>A hint for whoever wants to get ready for them; the decoder is left as it is, and finds every
 * error by itself. One for each thread.
 */
public final class RequestPreview {
  private static final int LARGEST_COUNT = 9;

  private final int[] offsets;
  private final int[] lengths;
  private byte[] array = new byte[0];
  private int count;

  /** Makes a preview of at most {@code requests} requests. */
  public RequestPreview(int requests) {
    offsets = new int[requests];
    lengths = new int[requests];
  }

  /** The number of requests seen. */
  public int count() {
    return count;
  }

  /** The array that the arguments lie in. */
  public byte[] array() {
    return array;
  }

  /** Where the first argument of request {@code i} begins. */
  public int offset(int i) {
    return offsets[i];
  }

  /** The bytes of the first argument of request {@code i}. */
  public int length(int i) {
    return lengths[i];
  }

  /**
   * Looks at the requests in {@code bytes} from {@code from} on, up to the first that is not whole
   * or is anything but short.
   */
  void scan(byte[] bytes, int from, int end) {
    array = bytes;
    count = 0;
    int at = from;
    while (count < offsets.length && end - at > 4 && bytes[at] == '*' && bytes[at + 2] == '\r') {
      int arguments = bytes[at + 1] - '0';
      if (arguments < 2 || arguments > LARGEST_COUNT) {
        return;
      }
      at += 4;
      for (int i = 0; i < arguments; i++) {
        if (end - at < 6 || bytes[at] != '$') {
          return;
        }
        int length = bytes[at + 1] - '0';
        at += 2;
        for (int digit; (digit = bytes[at] - '0') >= 0 && digit <= 9; at++) {
          length = length * 10 + digit;
          if (length > end - at || at + 1 == end) {
            return;
          }
        }
        at += 2;
        if (length < 0 || length > end - at - 2) {
          return;
        }
        if (i == 1) {
          offsets[count] = at;
          lengths[count] = length;
        }
        at += length + 2;
      }
      count++;
    }
  }
}
