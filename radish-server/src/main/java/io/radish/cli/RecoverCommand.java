// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FolderInUseException;
import io.radish.recovery.JournalInspection;
import io.radish.recovery.JournalRepair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code radish recover}: what lies in a journal's folder, and the choices there are where a start
 * has stopped. Without a choice it changes nothing; with one it moves things aside and deletes
 * nothing.
 */
@Command(
    name = "recover",
    description = {
      "Shows the journal and its checkpoints, read to the last byte, and changes nothing.",
      "With one of the choices it moves aside what a start cannot use, and deletes nothing."
    })
final class RecoverCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--journal-dir",
      paramLabel = "FOLDER",
      description = "The journal's folder; ~/.radish/journal unless told.")
  @Nullable Path folder;

  @ArgGroup(heading = "Choices, one at a time:%n")
  @Nullable Choice choice;

  @Option(names = "--json", description = "Print JSON, for programs.")
  boolean json;

  @Option(names = "--help", usageHelp = true, description = "Print this help.")
  boolean help;

  /** One of them. */
  static final class Choice {
    @Option(
        names = "--truncate-at",
        paramLabel = "SEGMENT:BYTE",
        description = "End the journal before that byte of a segment.")
    @Nullable String truncateAt;

    @Option(
        names = "--checkpoint",
        paramLabel = "UNIT",
        description = "Begin with that older checkpoint, and the journal behind it.")
    @Nullable Long checkpoint;

    @Option(
        names = "--discard-journal",
        description = "Begin with the newest checkpoint, and nothing that came after it.")
    boolean discardJournal;

    @Option(
        names = "--from-backups",
        description = "Begin with the newest whole backup, without journal and checkpoints.")
    boolean fromBackups;

    Choice() {}
  }

  RecoverCommand(Streams streams) {
    this.streams = streams;
  }

  private Path folder() {
    if (folder != null) {
      return folder;
    }
    String set = streams.environment().get("RADISH_JOURNAL_DIR");
    return set == null ? streams.home().resolve(".radish").resolve("journal") : Path.of(set);
  }

  @Override
  public Integer call() throws CliException {
    Path journal = folder().toAbsolutePath().normalize();
    if (!Files.isDirectory(journal)) {
      throw new CliException("there is no folder " + journal);
    }
    try {
      return choice == null ? show(journal) : carryOut(journal, choice);
    } catch (FolderInUseException e) {
      throw new CliException(e.getMessage() + "; stop it first", e);
    } catch (IllegalArgumentException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CliException("cannot work on " + journal + ": " + e.getMessage(), e);
    }
  }

  /** The exit code says whether a start would stop. */
  private int show(Path journal) throws IOException {
    JournalInspection found = JournalInspection.of(new DiskFileOps(), journal);
    if (json) {
      streams.out().println(RecoverReport.json(found));
    } else {
      RecoverReport.print(streams.out(), found);
    }
    return found.isWhole() ? 0 : 1;
  }

  private int carryOut(Path journal, Choice chosen) throws IOException, CliException {
    List<String> done;
    try (JournalRepair repair = JournalRepair.open(new DiskFileOps(), journal)) {
      if (chosen.truncateAt != null) {
        done = truncate(repair, chosen.truncateAt);
      } else if (chosen.checkpoint != null) {
        done = repair.useCheckpoint(chosen.checkpoint);
      } else if (chosen.discardJournal) {
        done = repair.discardJournal();
      } else {
        done = repair.fromBackups();
      }
    }
    if (json) {
      List<List<?>> rows = new ArrayList<>();
      done.forEach(line -> rows.add(List.of(line)));
      Report.jsonRows(streams.out(), List.of("done"), rows);
    } else {
      done.forEach(streams.out()::println);
      streams.out().println("Nothing was deleted; a server can be started now.");
    }
    return 0;
  }

  private static List<String> truncate(JournalRepair repair, String place)
      throws IOException, CliException {
    int colon = place.lastIndexOf(':');
    if (colon < 1 || !place.substring(colon + 1).matches("\\d{1,18}")) {
      throw new CliException(
          "--truncate-at takes a segment and a byte, such as journal_00000000000000000001.aof:512,"
              + " not '"
              + place
              + "'");
    }
    return repair.truncateAt(place.substring(0, colon), Long.parseLong(place.substring(colon + 1)));
  }
}
