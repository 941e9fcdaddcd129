// SPDX-License-Identifier: Apache-2.0
/**
 * Backups of one instant while clients write: whatever moves between keys and caches is in every
 * file set exactly once. {@code scripts/one-instant.sh} takes as many backups as asked.
 */
@NullMarked
package io.radish.it.instant;

import org.jspecify.annotations.NullMarked;
