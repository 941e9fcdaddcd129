// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

/** What can be the matter with a disk: which calls it is about, for how long, and the words. */
enum Trouble {
  /** A full disk: what is there can be read, renamed and deleted. */
  FULL("No space left on device", true),
  /** One call fails. */
  ERROR_ONCE("Input/output error", false),
  /** The disk is gone. */
  ERRORS("Input/output error", true),
  /** One fsync fails, after which the next ones say that all is well. */
  FSYNC_ONCE("Input/output error", false),
  /** No fsync succeeds. */
  FSYNCS("Input/output error", true),
  /** Files that are open take more; none can be made, renamed or deleted. */
  READ_ONLY_FOLDER("Permission denied", true),
  /** One call does not answer for a long time. */
  HANG("", false);

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

  private final String words;
  private final boolean lasting;

  Trouble(String words, boolean lasting) {
    this.words = words;
    this.lasting = lasting;
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
    return switch (this) {
      case ERROR_ONCE, ERRORS, HANG -> true;
      case FULL -> call == Call.CREATE_FOLDER || call == Call.CREATE || call == Call.WRITE;
      case FSYNC_ONCE, FSYNCS -> call == Call.FORCE || call == Call.FORCE_FOLDER;
      case READ_ONLY_FOLDER ->
          switch (call) {
            case CREATE_FOLDER, CREATE, RENAME, DELETE -> true;
            case LIST, OPEN, READ, WRITE, FORCE, CLOSE, FORCE_FOLDER -> false;
          };
    };
  }
}
