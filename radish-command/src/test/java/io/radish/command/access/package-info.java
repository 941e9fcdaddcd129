// SPDX-License-Identifier: Apache-2.0
/** Tests of users and their rules, without clients. */
@NullMarked
package io.radish.command.access;

import org.jspecify.annotations.NullMarked;
