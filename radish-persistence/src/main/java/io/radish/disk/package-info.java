// SPDX-License-Identifier: Apache-2.0
/**
 * The file system as the rest sees it: a few calls, each of which a test can make fail.
 *
 * <p>Reading order: {@link io.radish.disk.FileOps}, the calls and what may be relied on after each;
 * {@link io.radish.disk.DiskFileOps}, the real ones; {@link io.radish.disk.FolderLock}, which keeps
 * other processes out of a folder. The tests have a simulated one that forgets, tears and reorders
 * what was not brought to disk.
 *
 * <p>This package knows nothing of what the files hold.
 */
@NullMarked
package io.radish.disk;

import org.jspecify.annotations.NullMarked;
