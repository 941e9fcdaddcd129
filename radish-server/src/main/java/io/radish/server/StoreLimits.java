// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.MemoryParameters;
import io.radish.server.config.Settings;
import io.radish.store.EvictionPolicy;
import io.radish.store.MemoryLimits;
import java.util.Objects;

/** Has the store follow the settings that limit its memory. */
final class StoreLimits {
  /** More samples than anybody is served by: a look at some hundred keys for each that goes. */
  private static final long MOST_SAMPLES = 256;

  private StoreLimits() {}

  /** Applies the settings now and whenever they are changed. */
  static void follow(Settings settings, MemoryLimits limits) {
    limits.setMaxBytes(settings.get(MemoryParameters.MAXMEMORY));
    limits.setPolicy(policy(settings.get(MemoryParameters.POLICY)));
    limits.setSamples(samples(settings.get(MemoryParameters.SAMPLES)));
    limits.setTenacity(settings.getInt(MemoryParameters.TENACITY));
    limits.setLogFactor(settings.getInt(MemoryParameters.LFU_LOG_FACTOR));
    limits.setDecayMinutes(settings.getInt(MemoryParameters.LFU_DECAY_TIME));
    settings.onChange(MemoryParameters.MAXMEMORY, limits::setMaxBytes);
    settings.onChange(MemoryParameters.POLICY, label -> limits.setPolicy(policy(label)));
    settings.onChange(MemoryParameters.SAMPLES, count -> limits.setSamples(samples(count)));
    settings.onChange(MemoryParameters.TENACITY, value -> limits.setTenacity(value.intValue()));
    settings.onChange(
        MemoryParameters.LFU_LOG_FACTOR, value -> limits.setLogFactor(value.intValue()));
    settings.onChange(
        MemoryParameters.LFU_DECAY_TIME, value -> limits.setDecayMinutes(value.intValue()));
  }

  private static EvictionPolicy policy(String label) {
    return Objects.requireNonNull(EvictionPolicy.parse(label), label);
  }

  private static int samples(long count) {
    return (int) Math.min(count, MOST_SAMPLES);
  }
}
