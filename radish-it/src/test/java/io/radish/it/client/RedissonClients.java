// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson as its guide configures it, but with few threads and connections. */
final class RedissonClients {
  private RedissonClients() {}

  static RedissonClient connect(SharedServer server) {
    Config config = new Config();
    config.setThreads(4);
    config.setNettyThreads(4);
    config
        .useSingleServer()
        .setAddress(server.address())
        .setConnectionPoolSize(8)
        .setConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionMinimumIdleSize(1);
    return Redisson.create(config);
  }
}
