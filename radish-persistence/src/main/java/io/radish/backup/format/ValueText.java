// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes single values in the form they have in a backup's {@code data}.
 *
 * <p>Keeps its buffers from value to value. Not thread-safe.
 */
public final class ValueText {
  private final JsonOutput json = new JsonOutput(this::drain);
  private final EntryWriter entries = new EntryWriter(json);
  private OutputStream out = OutputStream.nullOutputStream();

  /** Makes a writer. */
  public ValueText() {}

  /** Writes the value, deadline included, of the entry on which {@code cursor} stands. */
  public void write(EntryCursor cursor, OutputStream target) throws IOException {
    byte[] _ = json.take();
    out = target;
    entries.writeValue(cursor);
    json.flush();
  }

  private void drain(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }
}
