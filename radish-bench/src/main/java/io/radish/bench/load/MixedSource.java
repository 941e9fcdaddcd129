// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What an application does all day: mostly reads, values that change size, deadlines, deletions and
 * queues, over a fixed set of keys.
 *
 * <p>A value begins with its key, so that any that comes back can be told to be that key's. The
 * number of keys settles a little below that of the set: some have expired or were deleted, and not
 * been set again yet.
 */
public final class MixedSource implements RequestSource {
  /** Each with its share, in hundredths. */
  private enum Kind {
    GET(45),
    SET(25),
    SET_FOR_A_WHILE(5),
    EXPIRE(2),
    DELETE(3),
    PUSH(9),
    POP(9),
    RANGE(2);

    private final int share;

    Kind(int share) {
      this.share = share;
    }
  }

  private static final int KEY_BYTES = 16;

  /** Values, beside the key in front: short ones, and one in a hundred much longer. */
  private static final int SHORT_VALUE = 400;

  private static final int LONG_VALUE = 8000;
  private static final int LISTS = 20_000;

  /** Between one and sixty seconds: many pass during a run of minutes. */
  private static final int LONGEST_TTL_MILLIS = 60_000;

  private static final int NUMBER_BITS = 32;

  private final DataSet data;
  private final SplittableRandom random;
  private final Kind[] hundred = new Kind[100];
  private final byte[] digits = new byte[1 << 16];
  private final byte[] key = new byte[KEY_BYTES];

  /** Works on {@code keys} strings and some lists. */
  public MixedSource(int keys, long seed) {
    this.data = new DataSet(keys, KEY_BYTES, digits.length, false);
    this.random = new SplittableRandom(seed);
    data.value(seed, digits, 0);
    int at = 0;
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.share; i++) {
        hundred[at++] = kind;
      }
    }
  }

  /** The request that sets key {@code number} for the first time. */
  public byte[] first(int number) {
    ByteBuffer request = ByteBuffer.allocate(longest());
    set(request, number, false);
    byte[] bytes = new byte[request.flip().remaining()];
    request.get(bytes);
    return bytes;
  }

  @Override
  public long next(ByteBuffer to) {
    int slot = random.nextInt(hundred.length);
    int number = random.nextInt(data.keys());
    switch (hundred[slot]) {
      case GET -> command(to, "GET", 2, string(number));
      case SET -> set(to, number, false);
      case SET_FOR_A_WHILE -> set(to, number, true);
      case EXPIRE -> {
        command(to, "PEXPIRE", 3, string(number));
        RequestWriter.argument(to, ttl());
      }
      case DELETE -> command(to, "DEL", 2, string(number));
      case PUSH -> {
        command(to, "RPUSH", 3, list(number));
        int length = 1 + random.nextInt(SHORT_VALUE);
        RequestWriter.argument(to, digits, random.nextInt(digits.length - length), length);
      }
      case POP -> command(to, "LPOP", 2, list(number));
      case RANGE -> {
        command(to, "LRANGE", 4, list(number));
        RequestWriter.argument(to, ascii("0"));
        RequestWriter.argument(to, ascii("9"));
      }
    }
    return (long) slot << NUMBER_BITS | number;
  }

  private static void command(ByteBuffer to, String name, int arguments, byte[] key) {
    RequestWriter.begin(to, arguments);
    RequestWriter.argument(to, ascii(name));
    RequestWriter.argument(to, key);
  }

  private void set(ByteBuffer to, int number, boolean forAWhile) {
    command(to, "SET", forAWhile ? 5 : 3, string(number));
    int length = random.nextInt(random.nextInt(100) == 0 ? LONG_VALUE : SHORT_VALUE);
    RequestWriter.open(to, KEY_BYTES + length);
    to.put(key).put(digits, random.nextInt(digits.length - length), length);
    RequestWriter.close(to);
    if (forAWhile) {
      RequestWriter.argument(to, ascii("PX"));
      RequestWriter.argument(to, ttl());
    }
  }

  private byte[] ttl() {
    return ascii(Integer.toString(1000 + random.nextInt(LONGEST_TTL_MILLIS - 1000)));
  }

  private byte[] string(int number) {
    data.key(number, key, 0);
    return key;
  }

  private static byte[] list(int number) {
    return ascii("list:" + number % LISTS);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isRight(long request, ByteBuffer replies, int from, int end) {
    byte type = replies.get(from);
    return switch (hundred[(int) (request >>> NUMBER_BITS)]) {
      case GET -> type == '$' && isValueOf((int) request, replies, from);
      case SET, SET_FOR_A_WHILE -> type == '+';
      case EXPIRE, DELETE, PUSH -> type == ':';
      case POP -> type == '$';
      case RANGE -> type == '*';
    };
  }

  /** Whether it is nil, or begins with the key. */
  private boolean isValueOf(int number, ByteBuffer replies, int from) {
    if (replies.get(from + 1) == '-') {
      return true;
    }
    if (ReplyScanner.number(replies, from + 1) < KEY_BYTES) {
      return false;
    }
    int at = from;
    while (replies.get(at) != '\n') {
      at++;
    }
    string(number);
    for (int i = 0; i < KEY_BYTES; i++) {
      if (replies.get(at + 1 + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int longest() {
    return LONG_VALUE + 10 * RequestWriter.FRAME + 64;
  }
}
