// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.io.Closeable;
import java.io.IOException;

/**
 * A connection to another server that a command has opened, for one thread. Whatever it does fails
 * where it takes longer than the time that was given.
 */
public interface Peer extends Closeable {
  /**
   * Sends all of the first {@code count} bytes.
   *
   * @throws InterruptedException where this server ends
   */
  void send(byte[] bytes, int count) throws IOException, InterruptedException;

  /**
   * Reads up to the next line feed; the line without its end, as UTF-8.
   *
   * @throws IOException also where the line is longer than {@code mostBytes}
   * @throws InterruptedException where this server ends
   */
  String receiveLine(int mostBytes) throws IOException, InterruptedException;
}
