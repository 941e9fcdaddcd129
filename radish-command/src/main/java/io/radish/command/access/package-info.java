// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what: users, the rules they are made of, and what was refused.
 *
 * <p>Read {@link io.radish.command.access.User} first, then {@link
 * io.radish.command.access.Rights}, which holds the rules of a user or of one of its selectors;
 * {@code UserBuilder} reads rules in Redis' notation, {@link io.radish.command.access.Users} holds
 * all users, and {@link io.radish.command.access.AccessLog} what was refused.
 *
 * <p>Invariants: users and rights never change; a changed user is another object, put in the place
 * of the one before. Words of rules are texts with a character for each byte, so that any bytes
 * pass through unharmed. Passwords are kept as SHA-256 alone, and are in no text and no exception.
 *
 * <p>The package knows commands by number and name only, and neither sessions nor files.
 */
@NullMarked
package io.radish.command.access;

import org.jspecify.annotations.NullMarked;
