// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The requests of a pool, in any order. */
public final class PoolSource implements RequestSource {
  private final RequestPool pool;
  private final ByteBuffer requests;
  private final byte[] scratch;
  private final SplittableRandom random = new SplittableRandom(7);

  /** Takes the requests from {@code pool}. */
  public PoolSource(RequestPool pool) {
    this.pool = pool;
    this.requests = pool.view();
    this.scratch = pool.scratch();
  }

  @Override
  public long next(ByteBuffer to) {
    int index = random.nextInt(pool.size());
    pool.aim(requests, index, 1);
    to.put(requests);
    return index;
  }

  @Override
  public boolean isRight(long request, ByteBuffer replies, int from, int end) {
    return end - from == pool.replyBytes() && pool.isRight((int) request, replies, from, scratch);
  }

  @Override
  public int longest() {
    return pool.requestBytes();
  }
}
