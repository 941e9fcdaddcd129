// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What commands may ask of the server around them. Safe for any thread.
 *
 * <p>Methods that can be refused return the error's text, without {@code ERR}, or null.
 */
public interface ServerControl {
  /** How a server ends. */
  enum ShutdownMode {
    /** With a backup where the settings say so. */
    DEFAULT,
    SAVE,
    NOSAVE
  }

  /** The settings whose names match one of the glob patterns, by name. */
  Map<String, String> configGet(List<String> patterns);

  /** Changes settings, all or none; names and values alternate. The error's whole text, or null. */
  @Nullable String configSet(List<String> namesAndValues);

  /** Writes the settings back into the file they came from. The error's whole text, or null. */
  @Nullable String configRewrite();

  /** Sets the counters of {@code INFO stats} back to zero. */
  void resetStatistics();

  /** The value of one setting. */
  String setting(String name);

  /** Whether a client must give a password. */
  boolean requiresPassword();

  /** Whether this is the password, compared in constant time. */
  boolean isPassword(byte[] given);

  /** The sessions of all connected clients, by number. */
  Collection<Session> sessions();

  /** Facts for {@code INFO}: name of a field to its value, for the sections the server knows. */
  Map<String, Map<String, String>> facts();

  /** Begins to shut down; the connection that asked is closed. */
  void shutdown(ShutdownMode mode);

  /** Where commands that take long, such as backups, run instead of a network thread. */
  Executor background();

  /** Notes a command that took at least {@code slowlog-log-slower-than} microseconds. */
  void slowCommand(Session session, Command command, long micros);

  /** Notes a command that was answered with an error. */
  void failedCommand(Session session, @Nullable Command command, String error);
}
