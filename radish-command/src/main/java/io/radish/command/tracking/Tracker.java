// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.store.KeyReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client wants to be told of the keys it has read. Changed on its connection's thread;
 * read by any. One that has gone may be remembered by keys for some time, and is told nothing.
 */
public final class Tracker implements KeyReader {
  private final TrackedClient client;
  private volatile @Nullable TrackingMode mode;
  private volatile List<byte[]> prefixes = List.of();
  private volatile boolean broken;

  /** Whether the client has said that the next command is not as the others. */
  private volatile boolean caching;

  /** Whether that was for a command that is over. */
  private boolean spent;

  Tracker(TrackedClient client) {
    this.client = client;
  }

  TrackedClient client() {
    return client;
  }

  /** How keys are tracked; null where they are not. */
  public @Nullable TrackingMode mode() {
    return mode;
  }

  /** The prefixes of the keys that are told of whoever has read them. */
  public List<byte[]> prefixes() {
    return prefixes;
  }

  /** Whether who is told in its place is gone, as far as anybody has noticed. */
  public boolean isBroken() {
    return broken;
  }

  void begin(TrackingMode wanted, List<byte[]> morePrefixes) {
    broken = false;
    List<byte[]> all = new ArrayList<>(prefixes);
    all.addAll(morePrefixes);
    prefixes = List.copyOf(all);
    mode = wanted;
  }

  void end() {
    mode = null;
    prefixes = List.of();
    broken = false;
    caching = false;
  }

  void setBroken() {
    broken = true;
  }

  // ---- command by command ----

  /** Whether the client has said that the next command is not as the others. */
  public boolean isCaching() {
    return caching;
  }

  /** Takes note that the next command is not as the others. */
  public void setCaching() {
    caching = true;
    spent = false;
  }

  /** Takes note that a command begins. */
  void beginCommand() {
    if (spent) {
      caching = false;
      spent = false;
    }
  }

  /** Takes note that a command is over that {@link #setCaching} was said for. */
  void spendCaching() {
    spent = caching;
  }

  /** Whether the keys are tracked that the present command reads. */
  boolean wantsKeys() {
    TrackingMode now = mode;
    return now != null && !now.broadcast() && (now.optIn() ? caching : !now.optOut() || !caching);
  }
}
