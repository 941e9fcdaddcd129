// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import io.radish.backup.PersistenceHandler;
import io.radish.store.Store;

/**
 * What a Java example of the documents finds: a store with sample data, its persistence with some
 * backups, and somebody to alert.
 */
public abstract class ExampleGround {
  /** The store, with {@link SampleData} in it. */
  protected Store store;

  /** Its persistence, in the folder that examples of shell commands call ~/.radish/cache_backup. */
  protected PersistenceHandler persistence;

  /** Prepares the ground. */
  protected ExampleGround(Store store, PersistenceHandler persistence) {
    this.store = store;
    this.persistence = persistence;
  }

  /** The example. */
  public abstract void run() throws Exception;

  /** Tells whoever has to know, in the examples of monitoring. */
  protected void alert(String message) {
    System.out.println("ALERT: " + message);
  }
}
