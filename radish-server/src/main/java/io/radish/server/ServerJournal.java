// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Supervision;
import io.radish.disk.FolderInUseException;
import io.radish.journal.Journal;
import io.radish.recovery.Durability;
import io.radish.server.config.Parameter;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.net.ReplyGate;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a server with all that hangs on it: opened before the data is loaded, begun when
 * it is, watched, and brought to disk at the end. Says on the console what operators have to know.
 */
final class ServerJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerJournal.class);

  private final Settings settings;
  private final Console console;
  private final Durability durability;
  private @Nullable JournalWatch watch;

  /** Whether the disk has not taken all of it at the end. */
  private volatile boolean cutShort;

  private ServerJournal(Settings settings, Console console, Durability durability) {
    this.settings = settings;
    this.console = console;
    this.durability = durability;
  }

  /**
   * Locks the journal's folder; null under {@code appendonly no}.
   *
   * @throws StartException where the folder cannot be used, or has a journal that is not to be
   */
  static @Nullable ServerJournal open(
      Settings settings, Store store, Clock clock, ZoneId zone, Console console)
      throws StartException {
    Path folder = settings.path(Parameters.JOURNAL_DIR);
    if (!settings.get(Parameters.APPENDONLY)) {
      checkNoneIn(folder);
      return null;
    }
    if (folder.normalize().equals(settings.path(Parameters.BACKUP_DIR).normalize())) {
      throw new StartException(
          "the journal cannot be in the backup folder "
              + folder
              + "; choose another for one of them with --journal-dir or --backup-dir");
    }
    try {
      Durability opened = Durability.open(store, JournalRules.of(settings, clock, zone));
      return new ServerJournal(settings, console, opened);
    } catch (FolderInUseException e) {
      throw new StartException(e.getMessage() + "; choose another with --journal-dir", e);
    } catch (IOException e) {
      throw new StartException(
          "cannot write to the journal's folder %s (%s); choose another with --journal-dir"
              .formatted(folder, StartException.reason(e)),
          e);
    }
  }

  /** Without a journal none may be left behind, as if there had been none. */
  private static void checkNoneIn(Path folder) throws StartException {
    try {
      Durability.checkNoneIn(folder);
    } catch (IOException e) {
      throw new StartException(StartException.reason(e), e);
    }
  }

  /** Journal and checkpoints. */
  Durability durability() {
    return durability;
  }

  /**
   * Has all that changes from now on journaled, and held back where the disk does not take it.
   *
   * @param resumeClients is run when those who wait may have to wait no longer
   * @return what keeps replies back
   */
  ReplyGate begin(Supervision supervision, Runnable resumeClients) throws StartException {
    try {
      durability.start();
    } catch (IOException e) {
      throw new StartException("cannot begin the journal: " + StartException.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted before the journal had begun", e);
    }
    Journal journal = durability.journal();
    settings.onChange(Parameters.APPENDFSYNC, value -> journal.setFsync(JournalRules.fsync(value)));
    for (Parameter<Long> rule : JournalRules.OF_CHECKPOINTS) {
      settings.onChange(rule, value -> durability.setRules(JournalRules.checkpoints(settings)));
    }
    JournalWatch made = new JournalWatch(supervision, durability, resumeClients);
    watch = made;
    journal.addListener(made);
    made.start();
    return new JournalGate(journal);
  }

  /** Brings it to disk, and says where that is not possible. */
  @Override
  public void close() {
    JournalWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
    try {
      durability.close();
    } catch (IOException e) {
      LOG.error("the journal was not brought to disk whole", e);
      console.line(
          "The journal is short, the next start lacks its end: " + StartException.reason(e));
      cutShort = true;
    }
  }

  /** Whether the disk has not taken all of it at the end. */
  boolean isCutShort() {
    return cutShort;
  }
}
