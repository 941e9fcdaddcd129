// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import java.util.List;

/** What a start shows: the radish, where it listens, where its backups go and which stay. */
final class Banner {
  /** The radish, five lines beside which the facts stand. */
  private static final List<String> RADISH =
      List.of(
          "    \\ | /    ", //
          "   .-\\|/-.   ",
          "  /       \\  ",
          "  \\       /  ",
          "   '-._.-'   ",
          "      |      ");

  private Banner() {}

  static String of(Settings settings, List<String> addresses, long pid) {
    long interval = settings.get(Parameters.BACKUP_INTERVAL);
    List<String> facts =
        List.of(
            "Radish " + Version.TEXT,
            "listening  " + String.join(", ", addresses),
            "process    " + pid,
            "backups    " + settings.path(Parameters.BACKUP_DIR),
            "interval   " + (interval == 0 ? "none, only on demand" : interval + " seconds"),
            "kept       " + kept(settings));
    StringBuilder banner = new StringBuilder("\n");
    for (int i = 0; i < RADISH.size(); i++) {
      banner.append(RADISH.get(i)).append(facts.get(i)).append('\n');
    }
    return banner.toString();
  }

  private static String kept(Settings settings) {
    long files = settings.get(Parameters.BACKUP_MAX_FILES);
    long bytes = settings.get(Parameters.BACKUP_MAX_SIZE);
    return settings.get(Parameters.BACKUP_RETENTION)
        + (files == 0 ? "" : ", at most " + files + " files")
        + (bytes == 0 ? "" : ", at most " + bytes + " bytes");
  }
}
