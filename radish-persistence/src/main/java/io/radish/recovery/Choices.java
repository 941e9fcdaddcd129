// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands that an operator chooses from where a start has stopped. */
final class Choices {
  private final Path journal;

  Choices(Path journal) {
    this.journal = journal;
  }

  private String command(String rest) {
    return "radish recover --journal-dir " + quoted(journal.toString()) + rest;
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  /** Shows what there is. */
  String look() {
    return command("") + " shows what there is, and changes nothing";
  }

  private String fromBackups() {
    return command(" --from-backups")
        + " moves the journal and its checkpoints aside; the next start loads the newest whole"
        + " backup";
  }

  private String checkpoint(long older) {
    return command(" --checkpoint " + older)
        + " moves newer checkpoints aside; the next start begins with that of unit "
        + older;
  }

  private String discardJournal(long position) {
    return command(" --discard-journal")
        + " moves the journal aside; the next start has the checkpoint of unit "
        + position
        + " and nothing that came after it";
  }

  private String truncate(JournalInspection.Damage damage) {
    return command(
            " --truncate-at "
                + Objects.toString(damage.file().getFileName())
                + ":"
                + damage.offset())
        + " keeps what is whole before that byte and moves the rest aside";
  }

  /** The journal behind a checkpoint is damaged. */
  List<String> forJournal(long position, JournalInspection.@Nullable Damage damage) {
    List<String> choices = new ArrayList<>();
    choices.add(look());
    if (damage != null && !damage.file().equals(journal)) {
      choices.add(truncate(damage));
    }
    choices.add(discardJournal(position));
    choices.add(fromBackups());
    return choices;
  }

  /** A checkpoint is damaged; there may be an older one. */
  List<String> forCheckpoint(@Nullable Long older) {
    List<String> choices = new ArrayList<>();
    choices.add(look());
    if (older != null) {
      choices.add(checkpoint(older));
    }
    choices.add(fromBackups());
    return choices;
  }

  /** The folder cannot be read. */
  List<String> forFolder() {
    return List.of(
        "make " + journal + " readable for the user that runs Radish", look(), fromBackups());
  }

  /** A start is to be without the journal that is there. */
  List<String> forNoJournal() {
    return List.of(
        "--appendonly yes goes on with it",
        fromBackups(),
        "--journal-dir names another folder, where that one is another server's");
  }
}
