// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.CollectionParameters;
import io.radish.server.config.Parameter;
import io.radish.server.config.Settings;
import io.radish.value.ValueSettings;
import java.util.function.IntConsumer;

/**
 * Has the store follow the settings that say how large a compact collection, or a part of one, may
 * be.
 */
final class ValueLimits {
  private final Settings settings;

  private ValueLimits(Settings settings) {
    this.settings = settings;
  }

  /** Applies the settings now and whenever they are changed. */
  static void follow(Settings settings, ValueSettings values) {
    ValueLimits limits = new ValueLimits(settings);
    limits.follow(CollectionParameters.HASH_ENTRIES, values.hashes()::setEntries);
    limits.follow(CollectionParameters.HASH_VALUE, values.hashes()::setBytes);
    limits.follow(CollectionParameters.INTSET_ENTRIES, values::setIntsetEntries);
    limits.follow(CollectionParameters.SET_ENTRIES, values.sets()::setEntries);
    limits.follow(CollectionParameters.SET_VALUE, values.sets()::setBytes);
    limits.follow(CollectionParameters.ZSET_ENTRIES, values.sortedSets()::setEntries);
    limits.follow(CollectionParameters.ZSET_VALUE, values.sortedSets()::setBytes);
    values.setStreamNodeBytes(settings.get(CollectionParameters.STREAM_NODE_BYTES));
    values.setStreamNodeEntries(settings.get(CollectionParameters.STREAM_NODE_ENTRIES));
    settings.onChange(CollectionParameters.STREAM_NODE_BYTES, values::setStreamNodeBytes);
    settings.onChange(CollectionParameters.STREAM_NODE_ENTRIES, values::setStreamNodeEntries);
  }

  private void follow(Parameter<Long> parameter, IntConsumer limit) {
    limit.accept(clamped(settings.get(parameter)));
    settings.onChange(parameter, value -> limit.accept(clamped(value)));
  }

  /** No collection has more entries, and no element more bytes, than an int counts. */
  private static int clamped(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }
}
