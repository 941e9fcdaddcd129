// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which backups have proved good when all of them was read, remembered as long as size and time of
 * change stay the same, and for a day at most.
 *
 * <p>Reading a backup costs as much as restoring it, so that nothing that runs every few minutes
 * may ask for the same proof each time. Not thread-safe.
 */
final class BackupProofs {
  /** For how long a proof holds: a disk may change a file without saying so. */
  static final Duration HOLDS = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(BackupProofs.class);

  private record Proof(boolean good, Instant at) {}

  private final Clock clock;
  private final Predicate<BackupInfo> reader;

  /** Size and time of change are part of what a {@link BackupInfo} says. */
  private final Map<BackupInfo, Proof> proofs = new HashMap<>();

  BackupProofs(Clock clock) {
    this(clock, backup -> isReadAsGood(backup, clock));
  }

  /** Proofs that {@code reader} finds out, which reads a backup. */
  BackupProofs(Clock clock, Predicate<BackupInfo> reader) {
    this.clock = clock;
    this.reader = reader;
  }

  /** Forgets all but what is known of these. */
  void retain(Collection<BackupInfo> backups) {
    if (!proofs.isEmpty()) {
      proofs.keySet().retainAll(new HashSet<>(backups));
    }
  }

  /** Whether it is known already that all of the backup is good. */
  boolean isKnownGood(BackupInfo backup) {
    Proof proof = proofs.get(backup);
    return proof != null && proof.good() && holds(proof);
  }

  /** Whether all of the backup is good; reads it where that is not known. */
  boolean isGood(BackupInfo backup) {
    Proof known = proofs.get(backup);
    if (known != null && holds(known)) {
      return known.good();
    }
    boolean good = reader.test(backup);
    proofs.put(backup, new Proof(good, clock.instant()));
    return good;
  }

  private boolean holds(Proof proof) {
    return Duration.between(proof.at(), clock.instant()).abs().compareTo(HOLDS) <= 0;
  }

  private static boolean isReadAsGood(BackupInfo backup, Clock clock) {
    try {
      Restorer.verify(backup.filepath(), clock);
      return true;
    } catch (IOException e) {
      LOG.warn("Not counted as a backup of {}: {}", backup.cache(), BackupRunner.reason(e));
      return false;
    } catch (RuntimeException e) {
      // A bug, but one file must not keep all others from being cleaned up.
      LOG.error("{} cannot be read", backup.filename(), e);
      return false;
    }
  }
}
