// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.value.ValueType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A key that is not the same in two backups. */
public final class Difference {
  private final byte[] key;
  private final @Nullable Shown before;
  private final @Nullable Shown after;

  /** What has become of a key. */
  public enum Change {
    ADDED("added"),
    REMOVED("removed"),
    CHANGED("changed");

    private final String label;

    Change(String label) {
      this.label = label;
    }

    /** The lower-case name that people and programs see. */
    public String label() {
      return label;
    }
  }

  /**
   * An entry as it is shown.
   *
   * @param expiresAtMillis the deadline, or {@code EntryCursor.NO_EXPIRY}
   * @param print what equals for values that do
   * @param json the value, deadline included, as a backup shows it; of a long one {@code {"$type":
   *     "string", "omitted_bytes": 536870912}} with the length of that text, or more
   */
  public record Shown(ValueType type, long expiresAtMillis, Print print, String json) {}

  /** The fingerprint of a value: 128 bits of its SHA-256. */
  record Print(long high, long low) {}

  Difference(byte[] key, @Nullable Shown before, @Nullable Shown after) {
    this.key = key;
    this.before = before;
    this.after = after;
  }

  /** The key, not to be changed. */
  public byte[] key() {
    return key;
  }

  /** The key's entry in the first backup; null where it has none. */
  public @Nullable Shown before() {
    return before;
  }

  /** The key's entry in the second backup; null where it has none. */
  public @Nullable Shown after() {
    return after;
  }

  /** What has become of the key. */
  public Change change() {
    return before == null ? Change.ADDED : after == null ? Change.REMOVED : Change.CHANGED;
  }

  /**
   * What has changed of a key that both have: any of {@code type}, {@code value}, {@code deadline}.
   */
  public List<String> changed() {
    Shown was = before;
    Shown is = after;
    if (was == null || is == null) {
      return List.of();
    }
    boolean typed = was.type() != is.type();
    return Stream.of(
            typed ? "type" : null,
            !typed && !was.print().equals(is.print()) ? "value" : null,
            was.expiresAtMillis() != is.expiresAtMillis() ? "deadline" : null)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }
}
