// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code radish backup diff}, with the exit codes of {@code diff}. */
@Command(
    name = "diff",
    description = {
      "Shows what differs between two backups, or a backup and what its cache holds now.",
      "The exit code is 0 where nothing differs, 1 where something does, 2 for trouble."
    })
final class DiffCommand extends BackupCommand.FolderSub {
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;

  @Parameters(index = "0", paramLabel = "FILE", description = "The first backup's file name.")
  String first = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE|now",
      description = "The second backup's file name, or now for what the server holds.")
  String second = "";

  @Option(names = "--unverified", description = "Take files that were edited by hand.")
  boolean unverified;

  DiffCommand(Streams streams) {
    super(streams);
  }

  @Override
  public Integer call() {
    DiffReader reader =
        json ? new DiffJson(streams.out()) : new DiffTable(streams.out(), streams.err());
    try (BackupPlace place = open()) {
      return place.diff(first, second, unverified, reader) ? DIFFERENT : 0;
    } catch (CliException e) {
      streams.err().println("radish: " + e.getMessage());
      return TROUBLE;
    }
  }
}
