// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.value.ValueSettings;

/** Has the store follow the settings that say what a node of a stream may hold. */
final class StreamLimits {
  private StreamLimits() {}

  /** Applies the settings now and whenever they are changed. */
  static void follow(Settings settings, ValueSettings values) {
    values.setStreamNodeBytes(settings.get(Parameters.STREAM_NODE_MAX_BYTES));
    values.setStreamNodeEntries(settings.get(Parameters.STREAM_NODE_MAX_ENTRIES));
    settings.onChange(Parameters.STREAM_NODE_MAX_BYTES, values::setStreamNodeBytes);
    settings.onChange(Parameters.STREAM_NODE_MAX_ENTRIES, values::setStreamNodeEntries);
  }
}
