// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Any number of percentiles, each from 0 to 100; kept as they are shown, without idle zeros. */
record Percentiles() implements ParameterType<List<String>> {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Longest number worth reading: what is longer says nothing that a double could hold. */
  private static final int MAX_DIGITS = 20;

  @Override
  public List<String> parse(List<String> words, Context<List<String>> context) throws BadValue {
    List<String> percentiles = new ArrayList<>();
    for (String word : words.equals(List.of("")) ? List.<String>of() : words) {
      if (word.length() > MAX_DIGITS || !word.matches("[0-9]+(\\.[0-9]+)?")) {
        throw new BadValue("Invalid latency-tracking-info-percentiles parameters");
      }
      BigDecimal percentile = new BigDecimal(word);
      if (percentile.compareTo(HUNDRED) > 0) {
        throw new BadValue(
            "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
      }
      percentiles.add(percentile.stripTrailingZeros().toPlainString());
    }
    return List.copyOf(percentiles);
  }

  @Override
  public String show(List<String> value) {
    return String.join(" ", value);
  }

  @Override
  public String expected() {
    return "percentiles such as 50 99 99.9";
  }

  @Override
  public boolean takesSeveralWords() {
    return true;
  }
}
