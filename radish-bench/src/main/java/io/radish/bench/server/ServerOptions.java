// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started.
 *
 * @param ioThreads threads that serve connections
 * @param javaOptions more options for Radish's JVM, in one line; the others have none
 * @param fsync when the journal is brought to disk, as {@code appendfsync} says it; null for none
 */
public record ServerOptions(int ioThreads, String javaOptions, @Nullable String fsync) {
  /** With so many network threads, without a journal, and else as every user has it. */
  public static ServerOptions threads(int ioThreads) {
    return new ServerOptions(ioThreads, "", null);
  }

  /** The same with more options for Radish's JVM. */
  public ServerOptions withJavaOptions(String options) {
    return new ServerOptions(ioThreads, options, fsync);
  }

  /** The same with a journal, brought to disk as {@code appendfsync} says it. */
  public ServerOptions withJournal(String appendfsync) {
    return new ServerOptions(ioThreads, javaOptions, appendfsync);
  }

  /**
   * The arguments, the same in effect for each kind: loopback, nothing saved unless told to, and a
   * journal where it is wanted, rewritten when each of them sees fit.
   */
  List<String> arguments(ServerKind kind, int port, String folder) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--io-threads",
                Integer.toString(ioThreads),
                "--appendonly",
                fsync == null ? "no" : "yes"));
    if (fsync != null) {
      arguments.addAll(List.of("--appendfsync", fsync));
    }
    switch (kind) {
      case RADISH ->
          arguments.addAll(
              List.of(
                  "--journal-dir",
                  folder + "/journal",
                  "--backup-dir",
                  folder + "/backups",
                  "--log-dir",
                  folder + "/logs",
                  "--backup-interval",
                  "0",
                  "--backup-on-shutdown",
                  "no"));
      case REDIS, VALKEY -> {
        arguments.addAll(List.of("--dir", folder, "--save", "", "--enable-debug-command", "yes"));
        if (ioThreads > 1) {
          arguments.addAll(List.of("--io-threads-do-reads", "yes"));
        }
      }
    }
    return arguments;
  }
}
