// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/** Lists: a JSON array from head to tail, without an object where there is no deadline. */
final class ListCodec extends CollectionCodec {
  static final ListCodec INSTANCE = new ListCodec();

  private ListCodec() {
    super(ValueType.LIST, JsonToken.START_ARRAY);
  }

  @Override
  public void write(EntryCursor entry, EntryWriter writer) throws IOException {
    if (writer.isBare(entry)) {
      writeElements(entry, writer);
    } else {
      super.write(entry, writer);
    }
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
