// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import org.jspecify.annotations.Nullable;

/** A list of spans linked through themselves, so that any of them leaves in one step. */
final class SpanList {
  private @Nullable Span head;

  @Nullable Span first() {
    return head;
  }

  void add(Span span) {
    span.previous = null;
    span.next = head;
    if (head != null) {
      head.previous = span;
    }
    head = span;
  }

  void remove(Span span) {
    if (span.previous != null) {
      span.previous.next = span.next;
    } else {
      head = span.next;
    }
    if (span.next != null) {
      span.next.previous = span.previous;
    }
    span.next = null;
    span.previous = null;
  }
}
