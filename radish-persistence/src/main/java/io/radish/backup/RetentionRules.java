// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

/**
 * What goes by itself after a run: what the policy does not want, and beyond that the oldest, until
 * the folder is within its limits.
 *
 * <p>The backups that somebody would miss ({@link PersistenceHandler}) stay, past the limits too.
 *
 * @param maxFiles the most backups in the folder; 0 for no limit
 * @param maxBytes the most bytes of all of them; 0 for no limit
 */
public record RetentionRules(RetentionPolicy policy, int maxFiles, long maxBytes) {
  /**
   * The most files unless told otherwise: what any file system still lists at once, and a listing
   * still answers in a fraction of a second. Under the policy of old some 45 caches fill it.
   */
  public static final int DEFAULT_MAX_FILES = 20_000;

  /** What holds unless told otherwise. */
  public static final RetentionRules DEFAULT =
      new RetentionRules(RetentionPolicy.DEFAULT, DEFAULT_MAX_FILES, 0);

  /** Refuses what is below none. */
  public RetentionRules {
    if (maxFiles < 0 || maxBytes < 0) {
      throw new IllegalArgumentException("a limit must be 0 (none) or more");
    }
  }

  /** The same limits with another policy. */
  public RetentionRules with(RetentionPolicy other) {
    return new RetentionRules(other, maxFiles, maxBytes);
  }

  /** What holds, in a sentence for the log. */
  @Override
  public String toString() {
    String kept =
        policy.rules().isEmpty() ? "all backups are kept" : "backups are kept by " + policy;
    String files = maxFiles == 0 ? "" : ", at most " + maxFiles + " files";
    String bytes = maxBytes == 0 ? "" : ", at most " + maxBytes + " bytes";
    return kept + files + bytes;
  }
}
