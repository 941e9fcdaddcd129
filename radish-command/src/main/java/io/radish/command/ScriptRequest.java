// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.List;

/**
 * What is to be run of a script or function.
 *
 * @param name the digest of a script, or the name of a function
 * @param reference where a function is in its machine; 0 for a script
 * @param readOnly whether the command that asks for it lets it change nothing
 * @param words the whole request, as {@code FUNCTION STATS} shows it
 */
public record ScriptRequest(
    byte[] name,
    int reference,
    List<byte[]> keys,
    List<byte[]> arguments,
    ScriptFlags flags,
    boolean readOnly,
    List<byte[]> words) {
  boolean isFunction() {
    return reference != 0;
  }
}
