// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

/** The limits of the backup format, each with its reason. */
final class FormatLimits {
  /** The most bytes of a key, a value or an element: the engine takes no more either. */
  static final int MAX_BYTES = 512 << 20;

  /** The most bytes that stand in one JSON string; what is longer is cut into parts. */
  static final int INLINE_BYTES = 1 << 20;

  /** The bytes of a part of a long text: any reader of JSON takes strings of this length. */
  static final int PART_BYTES = 64 << 10;

  /**
   * The bytes of a part carried in base64: a multiple of three, so that only the last is padded.
   */
  static final int BASE64_PART_BYTES = 48 << 10;

  /** The most bytes of a text in the header or of a mark within an entry; names have 128. */
  static final int HEADER_TEXT_BYTES = 4096;

  /** The deepest nesting read: files of the original may hold any JSON, but not a stack's end. */
  static final int NESTING = 512;

  /** The longest number read, in characters. */
  static final int NUMBER_CHARS = 1000;

  /** How much of what offends a message repeats, in characters. */
  static final int EXCERPT_CHARS = 24;

  /**
   * The longest member name read, in bytes. The parser keeps a name on the heap, twice while it
   * grows; keys that would be longer than {@link #INLINE_BYTES} are written in parts.
   */
  static int nameBytes() {
    long affordable = Runtime.getRuntime().maxMemory() / 16;
    return (int) Math.max(2 * INLINE_BYTES, Math.min(MAX_BYTES, affordable));
  }

  private FormatLimits() {}
}
