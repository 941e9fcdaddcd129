// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.store.KeyspaceName;
import org.jspecify.annotations.Nullable;

/** The kind of keyspace a backup file holds, under the names of its {@code type} member. */
public enum BackupType {
  NAMED_CACHE("named_cache"),
  DEFAULT_STORE("default_store"),
  EXPIRING_STORE("expiring_store");

  private final String label;

  BackupType(String label) {
    this.label = label;
  }

  /** The value of the {@code type} member. */
  public String label() {
    return label;
  }

  /** The type of a file that holds the keyspace {@code name}. */
  public static BackupType of(KeyspaceName name) {
    if (name.isDefault()) {
      return DEFAULT_STORE;
    }
    return name.isStore() ? EXPIRING_STORE : NAMED_CACHE;
  }

  /** The type with that label, or null. */
  static @Nullable BackupType parse(String label) {
    for (BackupType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    return null;
  }
}
