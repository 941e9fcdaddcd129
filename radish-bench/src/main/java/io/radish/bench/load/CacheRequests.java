// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import io.radish.resp.RequestEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * A data set spread over named caches of Radish, so many keys to each: how to set it and read it.
 */
public final class CacheRequests implements RequestSource {
  private final DataSet data;
  private final int keysPerCache;
  private final SplittableRandom random = new SplittableRandom(5);
  private final byte[] key;
  private final byte[] value;

  /** Puts the keys into caches in order of number. */
  public CacheRequests(DataSet data, int keysPerCache) {
    this.data = data;
    this.keysPerCache = keysPerCache;
    this.key = new byte[data.keyBytes()];
    this.value = new byte[data.valueBytes()];
  }

  private String cacheOf(int number) {
    return "cache" + number / keysPerCache;
  }

  /** The request that sets key {@code number}. */
  public byte[] set(int number) {
    return RequestEncoder.encode(
        "CACHESET", cacheOf(number), data.keyText(number), data.valueText(number));
  }

  @Override
  public long next(ByteBuffer to) {
    int number = random.nextInt(data.keys());
    RequestWriter.begin(to, 3);
    RequestWriter.argument(to, "CACHEGET".getBytes(StandardCharsets.US_ASCII));
    RequestWriter.argument(to, cacheOf(number).getBytes(StandardCharsets.US_ASCII));
    data.key(number, key, 0);
    RequestWriter.argument(to, key);
    return number;
  }

  @Override
  public boolean isRight(long request, ByteBuffer replies, int from, int end) {
    data.value(request, value, 0);
    int first = end - 2 - value.length;
    if (first <= from || replies.get(from) != '$') {
      return false;
    }
    for (int i = 0; i < value.length; i++) {
      if (replies.get(first + i) != value[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int longest() {
    return 4 * RequestWriter.FRAME + 64 + data.keyBytes();
  }
}
