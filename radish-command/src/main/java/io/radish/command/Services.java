// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.backup.PersistenceHandler;
import io.radish.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What commands work with.
 *
 * @param store the engine
 * @param persistence the backups; null where there are none
 * @param server the server around
 * @param table all commands
 * @param meters what was counted, by all dispatchers
 */
public record Services(
    Store store,
    @Nullable PersistenceHandler persistence,
    ServerControl server,
    CommandTable table,
    MeterRegistry meters) {}
