// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.QuotedWords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code radish backup get}. */
@Command(
    name = "get",
    description = "Shows the value of one key in a backup, as the backup has it.")
final class GetCommand extends BackupCommand.FolderSub {
  @Parameters(index = "0", paramLabel = "FILE", description = "The backup's file name.")
  String file = "";

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "The key; $$base64:… for one that is not text, as in the backup.")
  String key = "";

  @Option(
      names = "--raw",
      description = "Print the value's bytes as they are; the elements of a list each on a line.")
  boolean raw;

  @Option(
      names = "--unverified",
      description = "Take a file that was edited by hand, or is damaged behind the key.")
  boolean unverified;

  GetCommand(Streams streams) {
    super(streams);
  }

  @Override
  public Integer call() throws CliException {
    try (BackupPlace place = open()) {
      if (!place.get(file, KeyText.parse(key), raw, unverified, streams.out())) {
        throw new CliException(file + " has no key '" + QuotedWords.escape(key) + "'");
      }
      if (!raw) {
        streams.out().println();
      }
      streams.out().flush();
      return 0;
    }
  }
}
