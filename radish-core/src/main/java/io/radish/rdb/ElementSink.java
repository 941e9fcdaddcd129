// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/** Takes the elements of a packed form, one after the other, each valid during the call. */
@FunctionalInterface
interface ElementSink {
  /** Takes the next element; whether it may be there. */
  boolean element(ByteView element);
}
