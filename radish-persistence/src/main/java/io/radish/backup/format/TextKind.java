// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

/** How bytes can be shown in JSON. */
enum TextKind {
  /** As they are. */
  PLAIN,
  /** As text, some characters of which are escaped or not ASCII. */
  TEXT,
  /** In base64 only: they are not valid UTF-8. */
  BINARY
}
