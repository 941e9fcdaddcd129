// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.backup.BackupAlerts;
import io.radish.backup.CacheIntervals;
import io.radish.backup.Compression;
import io.radish.backup.PastKeyspaces;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreKeeper;
import io.radish.backup.RetentionRules;
import io.radish.disk.FolderLock;
import io.radish.recovery.Durability;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups as the settings want them, at the start and whenever a setting changes. */
final class BackupSettings {
  private static final Logger LOG = LoggerFactory.getLogger(BackupSettings.class);

  private BackupSettings() {}

  /**
   * Makes the handler of the backups, and lets it follow the settings.
   *
   * @param durability the journal that restores are written to; null where there is none
   */
  static PersistenceHandler open(
      Settings settings,
      Store store,
      FolderLock lock,
      @Nullable Durability durability,
      Clock clock,
      ZoneId zone,
      Console console) {
    PersistenceHandler handler =
        PersistenceHandler.builder(store)
            .restoreKeeper(durability == null ? RestoreKeeper.NONE : durability.restoreKeeper())
            .past(durability == null ? PastKeyspaces.NONE : durability.past())
            .folder(settings.path(Parameters.BACKUP_DIR))
            .lock(lock)
            .intervalSeconds(settings.get(Parameters.BACKUP_INTERVAL))
            .cacheIntervals(settings.get(Parameters.BACKUP_CACHE_INTERVALS))
            .exclude(settings.get(Parameters.BACKUP_EXCLUDE))
            .compression(compression(settings.get(Parameters.BACKUP_COMPRESSION)))
            .retention(retention(settings))
            .alerts(alerts(settings))
            .clock(clock)
            .zone(zone)
            .console(console::line)
            .build();
    follow(settings, handler);
    sayIfIdle(settings);
    return handler;
  }

  private static void follow(Settings settings, PersistenceHandler handler) {
    settings.onChange(
        Parameters.BACKUP_INTERVAL,
        seconds -> {
          handler.setInterval(Duration.ofSeconds(seconds));
          sayIfIdle(settings);
        });
    settings.onChange(
        Parameters.BACKUP_CACHE_INTERVALS,
        intervals -> {
          handler.setCacheIntervals(intervals);
          sayIfIdle(settings);
        });
    settings.onChange(Parameters.BACKUP_EXCLUDE, handler::setExclude);
    settings.onChange(
        Parameters.BACKUP_COMPRESSION, way -> handler.setCompression(compression(way)));
    settings.onChange(
        Parameters.BACKUP_RETENTION, changed -> handler.setRetention(retention(settings)));
    settings.onChange(
        Parameters.BACKUP_MAX_FILES, changed -> handler.setRetention(retention(settings)));
    settings.onChange(
        Parameters.BACKUP_MAX_SIZE, changed -> handler.setRetention(retention(settings)));
    settings.onChange(Parameters.BACKUP_ALERT_AGE, changed -> handler.setAlerts(alerts(settings)));
    settings.onChange(Parameters.BACKUP_ALERT_SIZE, changed -> handler.setAlerts(alerts(settings)));
  }

  private static Compression compression(String way) {
    return Compression.valueOf(way.toUpperCase(Locale.ROOT));
  }

  private static RetentionRules retention(Settings settings) {
    return new RetentionRules(
        settings.get(Parameters.BACKUP_RETENTION),
        settings.getInt(Parameters.BACKUP_MAX_FILES),
        settings.get(Parameters.BACKUP_MAX_SIZE));
  }

  private static BackupAlerts alerts(Settings settings) {
    return new BackupAlerts(
        Duration.ofSeconds(settings.get(Parameters.BACKUP_ALERT_AGE)),
        settings.get(Parameters.BACKUP_ALERT_SIZE));
  }

  /** Warns of intervals of caches that are not shorter than that of the full runs. */
  private static void sayIfIdle(Settings settings) {
    long full = settings.get(Parameters.BACKUP_INTERVAL);
    for (CacheIntervals.Rule rule : settings.get(Parameters.BACKUP_CACHE_INTERVALS).rules()) {
      long seconds = rule.interval().toSeconds();
      if (full > 0 && seconds >= full) {
        LOG.warn(
            "backup-cache-intervals {}={}: full runs come every {} s and hold these caches, too,"
                + " unless backup-exclude leaves them out",
            rule.pattern(),
            seconds,
            full);
      }
    }
  }
}
