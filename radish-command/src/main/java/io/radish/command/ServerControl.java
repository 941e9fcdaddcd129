// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /**
   * The lines of the file of users, each with a character for each byte; the first is its name.
   *
   * @throws IOException with what is wrong, where it cannot be read
   */
  default List<String> readUsers() throws IOException {
    throw new IOException("this server has no file of users");
  }

  /** Replaces the lines of the file of users. */
  default void writeUsers(List<String> lines) throws IOException {
    throw new IOException("this server has no file of users");
  }

  /** The sessions of all connected clients, by number. */
  Collection<Session> sessions();

  /**
   * Facts for {@code INFO}: by section, in lower case, the names of fields with their values.
   *
   * <p>What commands find out themselves (engine, sessions, backups, counters of dispatchers) is
   * not expected; a field of the same name takes its place, other fields are added. Expected are:
   *
   * <ul>
   *   <li>{@code server}: radish_version, os, arch_bits, multiplexing_api, process_id, run_id,
   *       tcp_port, uptime_in_seconds, uptime_in_days, executable, config_file
   *   <li>{@code memory}: used_memory_rss, total_system_memory, and used_memory where it is to hold
   *       more than what the engine takes; for a field with a counterpart in {@code _human}, that
   *       is made from it
   *   <li>{@code stats}: total_connections_received, rejected_connections,
   *       instantaneous_ops_per_sec, total_net_input_bytes, total_net_output_bytes
   *   <li>{@code cpu}: used_cpu_sys, used_cpu_user
   * </ul>
   */
  Map<String, String> facts(String section);

  /**
   * Begins to shut down. Who asked gets no answer but the end of its connection; unless the last
   * backup fails, in which case the server goes on and answers {@code asker}; without one it ends
   * all the same.
   */
  void shutdown(ShutdownMode mode, @Nullable Deferral asker);

  /**
   * Runs the requests that were {@linkplain Client#postpone postponed} once more, and lets long
   * work begin that was held back.
   */
  void resumeClients();

  /**
   * Waits until every request is over that has begun to run by now, on whatever connection. Not to
   * be called on a connection's thread.
   */
  void awaitRequests();

  /**
   * Opens a connection to another server; not to be called on a connection's thread.
   *
   * @param timeoutMillis how long it may take to look the host up and to connect, and each sending
   *     and receiving later
   * @throws InterruptedException where this server ends
   */
  default Peer connect(String host, int port, int timeoutMillis)
      throws IOException, InterruptedException {
    throw new IOException("this server opens no connections");
  }

  /** Where commands that take long, such as backups, are done instead of on a network thread. */
  LongWorkQueue longWork();

  /** Writes what somebody wants to stand in the log. */
  void log(String text);

  /** Notes a command that took at least {@code slowlog-log-slower-than} microseconds. */
  void slowCommand(Session session, Command command, long micros);

  /** Notes a command that was answered with an error. */
  void failedCommand(Session session, @Nullable Command command, String error);
}
