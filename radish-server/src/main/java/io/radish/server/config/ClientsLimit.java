// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import io.radish.server.config.ParameterType.BadValue;
import io.radish.server.config.ParameterType.Size;
import java.util.List;

/**
 * The memory that all clients may take together, as {@code maxmemory-clients} says it.
 *
 * @param amount bytes, or percent of {@code maxmemory}; 0 for no limit
 * @param percent whether it is percent
 */
public record ClientsLimit(long amount, boolean percent) {
  static final ClientsLimit NONE = new ClientsLimit(0, false);

  private static final int MOST_PERCENT = 100;
  private static final String REFUSAL = "argument must be a memory or percent value";

  /** The bytes that clients may take where data may take {@code maxMemory}; 0 for no limit. */
  public long bytes(long maxMemory) {
    return percent ? maxMemory / MOST_PERCENT * amount : amount;
  }

  static ClientsLimit parse(List<String> words) {
    String word = words.size() == 1 ? words.getFirst() : "";
    try {
      if (!word.endsWith("%")) {
        return new ClientsLimit(Size.bytes(word), false);
      }
      int amount = Integer.parseInt(word.substring(0, word.length() - 1));
      if (amount >= 0 && amount <= MOST_PERCENT) {
        return new ClientsLimit(amount, true);
      }
    } catch (BadValue | NumberFormatException e) {
      throw new IllegalArgumentException(REFUSAL, e);
    }
    throw new IllegalArgumentException(REFUSAL);
  }

  List<String> words() {
    return List.of(amount + (percent ? "%" : ""));
  }
}
