// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.backup.BackupInfo;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RecoverySummary;
import io.radish.recovery.Durability;
import io.radish.recovery.RecoveryProgress;
import io.radish.recovery.RecoveryReport;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start begins with: the journal's data, or the newest whole run of backups, or nothing.
 * Says on the console what it was.
 */
final class StartingData {
  private static final Logger LOG = LoggerFactory.getLogger(StartingData.class);

  private static final String GIVEN_UP = "stopped while the data was loaded, as a client asked";

  private static final String JOURNAL_LOADED =
      "restore-on-start is 'none', which is about backups: what the journal had is there again;"
          + " 'radish recover --from-backups' moves it aside";

  /** A client wants the server to end, whose data is being loaded. */
  private static final class GivenUp extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  private final Settings settings;
  private final PersistenceHandler persistence;
  private final Console console;
  private volatile boolean givingUp;

  StartingData(Settings settings, PersistenceHandler persistence, Console console) {
    this.settings = settings;
    this.persistence = persistence;
    this.console = console;
  }

  /** Has loading end soon, because the server is to. For any thread. */
  void giveUp() {
    givingUp = true;
  }

  /**
   * Loads it.
   *
   * @param durability the journal; null where there is none
   * @throws StartException where it cannot be loaded, with the choices; or was given up
   */
  void load(@Nullable Durability durability) throws StartException {
    try {
      if (durability == null) {
        tell(loadBackups());
      } else {
        RecoveryReport report =
            persistence.recover(() -> durability.recover(this::loadBackups, this::at));
        tell(report);
        if (!report.isFirstStart() && beginsEmpty()) {
          console.line(JOURNAL_LOADED);
        }
      }
    } catch (GivenUp e) {
      throw new StartException(GIVEN_UP, e);
    } catch (IOException e) {
      String what = durability == null ? "backups" : "data";
      throw new StartException("cannot restore the " + what + ": " + StartException.reason(e), e);
    }
    if (givingUp) {
      throw new StartException(GIVEN_UP);
    }
  }

  private boolean beginsEmpty() {
    return settings.get(Parameters.RESTORE_ON_START).equals("none");
  }

  private RecoverySummary loadBackups() throws IOException {
    return beginsEmpty() ? Durability.NO_BACKUPS.load() : persistence.restoreLatestRun();
  }

  private void at(RecoveryProgress.Phase phase, long bytes, long total, long entries) {
    LOG.debug("{}: {} of {} bytes, {} entries", phase, bytes, total, entries);
    if (givingUp) {
      throw new GivenUp();
    }
  }

  private void tell(RecoveryReport report) {
    RecoverySummary backups = report.backups();
    if (backups != null) {
      tell(backups);
    } else {
      console.line(report.summary());
    }
    report.notes().forEach(console::line);
  }

  private void tell(RecoverySummary summary) {
    if (!summary.isEmpty()) {
      console.line(
          "Restored %d items from %d backup files, as of %s"
              .formatted(summary.items(), summary.restored().size(), summary.taken()));
    }
    if (!summary.leftAside().isEmpty()) {
      List<String> names = summary.leftAside().stream().map(BackupInfo::filename).toList();
      console.line(
          "Left aside, because no whole run holds them (BACKUP RESTORE loads them): "
              + String.join(", ", names));
    }
  }
}
