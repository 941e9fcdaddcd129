// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/** Sets: a JSON array of the members, in no order that means anything. */
final class SetCodec extends CollectionCodec {
  static final SetCodec INSTANCE = new SetCodec();

  private SetCodec() {
    super(ValueType.SET, JsonToken.START_ARRAY);
  }

  @Override
  void writeElements(EntryCursor entry, EntryWriter writer) throws IOException {
    writeArray(entry, writer);
  }

  @Override
  boolean readElements(EntryReader reader) throws IOException {
    return readArray(reader);
  }
}
