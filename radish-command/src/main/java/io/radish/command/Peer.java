// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection to another server that a command has opened. Closed by any thread. */
public interface Peer extends Closeable {
  /** What it answers; a read fails where nothing comes for the time that was given. */
  InputStream in() throws IOException;

  /** Where requests go; unbuffered. */
  OutputStream out() throws IOException;
}
