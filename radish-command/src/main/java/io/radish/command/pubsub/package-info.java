// SPDX-License-Identifier: Apache-2.0
/**
 * Who listens to which channels, and how what is published comes to them.
 *
 * <p>Reading order: {@link io.radish.command.pubsub.PubSub}, the channels of the server; {@link
 * io.radish.command.pubsub.Subscriber}, what one client listens to; {@link
 * io.radish.command.pubsub.Push}, the bytes that all listeners of a channel share; {@link
 * io.radish.command.pubsub.KeyspaceNotices}, what happens to keys, published.
 *
 * <p>Invariants: the messages of a channel come to all its subscribers in one order; who has left a
 * channel is sent nothing more of it; nothing here takes the lock of a shard, so that messages may
 * be published under one; a message is encoded once, and no subscriber has a copy of its own while
 * it waits. What is pushed to clients and how, and what commands are, is not known here.
 */
@NullMarked
package io.radish.command.pubsub;

import org.jspecify.annotations.NullMarked;
