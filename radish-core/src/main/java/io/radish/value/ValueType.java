// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/** The types a key's value may have, under the names that {@code TYPE} answers with. */
public enum ValueType {
  STRING("string"),
  LIST("list");

  private final String label;

  ValueType(String label) {
    this.label = label;
  }

  /** The lower-case name that clients and backups use. */
  public String label() {
    return label;
  }
}
