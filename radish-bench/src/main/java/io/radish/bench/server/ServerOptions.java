// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import java.util.ArrayList;
import java.util.List;

/**
 * How a server is started.
 *
 * @param ioThreads threads that serve connections
 * @param javaOptions more options for Radish's JVM, in one line; the others have none
 */
public record ServerOptions(int ioThreads, String javaOptions) {
  /** With so many network threads, and else as every user has it. */
  public static ServerOptions threads(int ioThreads) {
    return new ServerOptions(ioThreads, "");
  }

  /**
   * The arguments, the same in effect for each kind: loopback, and nothing saved unless told to.
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
                Integer.toString(ioThreads)));
    switch (kind) {
      case RADISH ->
          arguments.addAll(
              List.of(
                  "--appendonly",
                  "no",
                  "--backup-dir",
                  folder + "/backups",
                  "--log-dir",
                  folder + "/logs",
                  "--backup-interval",
                  "0",
                  "--backup-on-shutdown",
                  "no"));
      case REDIS, VALKEY -> {
        arguments.addAll(
            List.of(
                "--dir",
                folder,
                "--save",
                "",
                "--appendonly",
                "no",
                "--enable-debug-command",
                "yes"));
        if (ioThreads > 1) {
          arguments.addAll(List.of("--io-threads-do-reads", "yes"));
        }
      }
    }
    return arguments;
  }
}
