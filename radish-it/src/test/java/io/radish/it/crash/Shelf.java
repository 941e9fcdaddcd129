// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The backups that are listed, all of which must be good, and what those of the vault hold. */
final class Shelf {
  private final Path folder;

  /** The states of the vault's backups by file, oldest first. */
  private final Map<String, Integer> states = new LinkedHashMap<>();

  private long verified;

  Shelf(Path folder) {
    this.folder = folder;
  }

  /** Notes a backup of the vault that was acknowledged. */
  void add(String file, int state) {
    states.put(file, state);
  }

  Map<String, Integer> states() {
    return states;
  }

  /** How many listed files were verified so far. */
  long verified() {
    return verified;
  }

  /**
   * Compares the list with what must be on it: all of it good, nothing else in the folder, and the
   * vault's backups as known.
   *
   * @param backedUp the state in which the vault may have been backed up without word of it; {@link
   *     Vault#NONE} where that cannot be
   * @param cleanedUp whether older ones than the newest may be gone
   * @return how many there are of the vault that were not acknowledged
   */
  int compare(Wire wire, int backedUp, boolean cleanedUp) throws IOException {
    Set<String> listed = new TreeSet<>();
    List<String> ofVault = new ArrayList<>();
    for (Reply entry : ((Reply.Array) wire.run("BACKUP", "LIST")).items()) {
      List<Reply> fields = ((Reply.Array) entry).items();
      String file = Wire.text(fields.getFirst());
      listed.add(file);
      if (Wire.text(fields.get(1)).equals(Vault.NAME)) {
        ofVault.addFirst(file);
      }
    }
    verify(wire, listed);
    Set<String> there = inFolder();
    check(there.equals(listed), "listed are " + listed + ", but in the folder are " + there);
    return compareStates(ofVault, backedUp, cleanedUp);
  }

  private void verify(Wire wire, Set<String> listed) throws IOException {
    for (String file : listed) {
      wire.add(List.of("BACKUP", "VERIFY", file));
    }
    wire.flush();
    for (String file : listed) {
      String answer = Wire.text(wire.read());
      check(answer.equals("OK"), "it is listed and not good: " + file + ": " + answer);
      verified++;
    }
  }

  private Set<String> inFolder() throws IOException {
    Set<String> there = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(file -> there.add(String.valueOf(file.getFileName())));
      }
    }
    there.remove(".lock");
    return there;
  }

  private int compareStates(List<String> oldestFirst, int backedUp, boolean cleanedUp) {
    int unknown = 0;
    String newest = states.isEmpty() ? "" : List.copyOf(states.keySet()).getLast();
    boolean newestMayBeGone = false;
    Map<String, Integer> now = new LinkedHashMap<>();
    for (String file : oldestFirst) {
      Integer state = states.remove(file);
      if (state == null) {
        check(backedUp != Vault.NONE, "nobody took " + file);
        state = backedUp;
        unknown++;
        newestMayBeGone = true;
      }
      now.put(file, state);
    }
    check(states.isEmpty() || cleanedUp, "backups are gone: " + states);
    check(
        newest.isEmpty() || now.containsKey(newest) || newestMayBeGone,
        "the newest backup is gone: " + newest);
    states.clear();
    states.putAll(now);
    return unknown;
  }

  private static void check(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }
}
