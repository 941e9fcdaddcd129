// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/**
 * One who keeps copies of what keys hold, and is told when they are no longer right. Two are equal
 * only where they are the same.
 */
public interface KeyReader {}
