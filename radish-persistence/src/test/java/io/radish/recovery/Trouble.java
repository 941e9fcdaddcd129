// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.util.EnumSet;
import java.util.Set;

/** What can be the matter with a disk: which calls it is about, for how long, and the words. */
enum Trouble {
  /** A full disk: what is there can be read, renamed and deleted. */
  FULL("No space left on device", true, Calls.TAKING),
  /** One call fails. */
  ERROR_ONCE("Input/output error", false, Calls.ALL),
  /** The disk is gone. */
  ERRORS("Input/output error", true, Calls.ALL),
  /** One fsync fails, after which the next ones say that all is well. */
  FSYNC_ONCE("Input/output error", false, Calls.FORCING),
  /** No fsync succeeds. */
  FSYNCS("Input/output error", true, Calls.FORCING),
  /** Files that are open take more; none can be made, renamed or deleted. */
  READ_ONLY_FOLDER("Permission denied", true, Calls.NAMING),
  /** One call does not answer for a long time. */
  HANG("", false, Calls.ALL);

  /** A kind of calls. */
  enum Call {
    CREATE_FOLDER,
    LIST,
    OPEN,
    READ,
    CREATE,
    WRITE,
    FORCE,
    CLOSE,
    RENAME,
    DELETE,
    FORCE_FOLDER
  }

  private static final class Calls {
    static final Set<Call> ALL = EnumSet.allOf(Call.class);
    static final Set<Call> TAKING = EnumSet.of(Call.CREATE_FOLDER, Call.CREATE, Call.WRITE);
    static final Set<Call> FORCING = EnumSet.of(Call.FORCE, Call.FORCE_FOLDER);
    static final Set<Call> NAMING =
        EnumSet.of(Call.CREATE_FOLDER, Call.CREATE, Call.RENAME, Call.DELETE);
  }

  private final String words;
  private final boolean lasting;
  private final Set<Call> calls;

  Trouble(String words, boolean lasting, Set<Call> calls) {
    this.words = words;
    this.lasting = lasting;
    this.calls = calls;
  }

  /** What the system says. */
  String words() {
    return words;
  }

  /** Whether it stays until the disk is mended. */
  boolean lasting() {
    return lasting;
  }

  boolean isAbout(Call call) {
    return calls.contains(call);
  }
}
