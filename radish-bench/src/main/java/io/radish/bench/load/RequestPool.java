// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Requests made beforehand, for keys drawn at random from a data set, one behind the other in
 * memory that a socket can send from without a copy; and the replies they must get.
 *
 * <p>Safe for any number of threads that each have their own {@link #view}.
 */
public final class RequestPool {
  /** Enough draws that most of a million keys are among them. */
  private static final int MOST_REQUESTS = 1 << 20;

  /** Memory for one pool; long values get fewer requests. */
  private static final int MOST_BYTES = 256 << 20;

  private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

  private final DataSet data;
  private final Operation operation;
  private final ByteBuffer requests;
  private final int requestBytes;
  private final int[] numbers;
  private final byte[] head;

  private RequestPool(DataSet data, Operation operation, long seed) {
    this.data = data;
    this.operation = operation;
    RequestTemplate template = RequestTemplate.of(data, operation);
    this.requestBytes = template.length();
    int count = Math.min(MOST_REQUESTS, MOST_BYTES / requestBytes);
    this.requests = ByteBuffer.allocateDirect(count * requestBytes);
    this.numbers = new int[count];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(data.keys());
      requests.put(template.fill(numbers[i]));
    }
    requests.flip();
    this.head =
        operation == Operation.SET
            ? OK
            : ("$" + data.valueBytes() + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Draws the keys of the requests by {@code seed}. */
  public static RequestPool of(DataSet data, Operation operation, long seed) {
    return new RequestPool(data, operation, seed);
  }

  int size() {
    return numbers.length;
  }

  int requestBytes() {
    return requestBytes;
  }

  /** The length of each right reply. */
  int replyBytes() {
    return operation == Operation.SET ? OK.length : head.length + data.valueBytes() + 2;
  }

  /** The requests for a thread or connection to {@link #aim}. */
  ByteBuffer view() {
    return requests.duplicate();
  }

  /** Makes {@code view} the bytes of {@code count} requests from the one numbered {@code first}. */
  void aim(ByteBuffer view, int first, int count) {
    view.limit((first + count) * requestBytes).position(first * requestBytes);
  }

  /** An array for {@link #isRight} to work in. */
  byte[] scratch() {
    return new byte[Math.max(1, data.valueBytes())];
  }

  /**
   * Whether the bytes of {@code replies} from {@code at} are the reply to request {@code index}.
   */
  boolean isRight(int index, ByteBuffer replies, int at, byte[] scratch) {
    for (int i = 0; i < head.length; i++) {
      if (replies.get(at + i) != head[i]) {
        return false;
      }
    }
    if (operation == Operation.SET) {
      return true;
    }
    data.value(numbers[index], scratch, 0);
    int from = at + head.length;
    for (int i = 0; i < data.valueBytes(); i++) {
      if (replies.get(from + i) != scratch[i]) {
        return false;
      }
    }
    return replies.get(from + data.valueBytes()) == '\r';
  }
}
