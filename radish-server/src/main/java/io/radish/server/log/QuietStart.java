// SPDX-License-Identifier: Apache-2.0
package io.radish.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logback's state before {@link Logs} opens the files, and in the client commands: silent. Found by
 * Logback through {@code META-INF/services}, in place of its search for XML files.
 */
public final class QuietStart extends ContextAwareBase implements Configurator {
  /** Made by Logback. */
  public QuietStart() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
