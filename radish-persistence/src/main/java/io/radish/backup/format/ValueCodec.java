// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;

/**
 * How the values of one type look in a backup, in both directions.
 *
 * <p>A new type is one more class and one more case of {@link #of}. What entries of all types share
 * (key, {@code $type}, deadline) is the business of {@link EntryWriter} and {@link EntryReader}.
 */
sealed interface ValueCodec permits StringCodec, CollectionCodec, StreamCodec {
  /** The codec of a type. */
  static ValueCodec of(ValueType type) {
    return switch (type) {
      case STRING -> StringCodec.INSTANCE;
      case LIST -> ListCodec.INSTANCE;
      case HASH -> HashCodec.INSTANCE;
      case SET -> SetCodec.INSTANCE;
      case ZSET -> SortedSetCodec.INSTANCE;
      case STREAM -> StreamCodec.INSTANCE;
    };
  }

  /** Writes the value of the entry the cursor stands on, its key being written. */
  void write(EntryCursor entry, EntryWriter writer) throws IOException;

  /**
   * Reads one member of an entry's object that is not shared by all types; the input stands on its
   * value, and afterwards on that value's last token.
   *
   * @return false where the type has no such member; the input has not moved then
   */
  boolean readMember(String member, EntryReader reader) throws IOException;

  /** Ends an entry's object, all members being read. */
  void readEnd(EntryReader reader) throws IOException;
}
