// SPDX-License-Identifier: Apache-2.0
/**
 * Keyspaces: where keys are found, expire and are counted.
 *
 * <p>Reading order: {@link io.radish.store.KeyspaceName}.
 */
@NullMarked
package io.radish.store;

import org.jspecify.annotations.NullMarked;
