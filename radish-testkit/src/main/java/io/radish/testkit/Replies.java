// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Replies that tests expect, for {@code isEqualTo}. */
public final class Replies {
  private Replies() {}

  public static Reply ok() {
    return simple("OK");
  }

  public static Reply simple(String text) {
    return new Reply.Simple(text);
  }

  public static Reply integer(long value) {
    return new Reply.Int(value);
  }

  public static Reply bulk(String text) {
    return bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply bulk(byte[] bytes) {
    return new Reply.Bulk(bytes);
  }

  public static Reply nil() {
    return new Reply.Nil();
  }

  /** An error with its code. */
  public static Reply error(String message) {
    return new Reply.Failure(message);
  }

  public static Reply array(Reply... items) {
    return new Reply.Array(List.of(items));
  }

  /** An array of bulk strings. */
  public static Reply bulks(String... texts) {
    return new Reply.Array(Arrays.stream(texts).map(Replies::bulk).toList());
  }
}
