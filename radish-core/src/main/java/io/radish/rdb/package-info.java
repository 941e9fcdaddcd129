// SPDX-License-Identifier: Apache-2.0
/**
 * Values in the form that Redis gives them: what {@code DUMP} writes and {@code RESTORE} reads, and
 * what {@code OBJECT ENCODING} says.
 *
 * <p>Reading order: {@link io.radish.rdb.DumpPayload}, {@link io.radish.rdb.RdbType}, {@link
 * io.radish.rdb.ValueReader}, {@link io.radish.rdb.ValueWriter}, {@link io.radish.rdb.RdbInput}.
 *
 * <p>What is read comes from anybody: every length is held against the bytes that are there before
 * it is used, nothing is allocated because a length was announced, and a value is whole or refused.
 * What is written is what Redis 7.2 writes. It works on values, and knows nothing of keyspaces.
 */
@NullMarked
package io.radish.rdb;

import org.jspecify.annotations.NullMarked;
