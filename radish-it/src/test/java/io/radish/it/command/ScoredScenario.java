// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;

import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.List;

/** Sessions with replies that have scores in them. */
abstract class ScoredScenario extends CommandScenario {
  /** A score, as the protocol has it; one that any Redis writes with the same digits. */
  Reply score(String digits) {
    double value =
        switch (digits) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(digits);
        };
    return isResp3() ? new Reply.Dbl(value, digits) : bulk(digits);
  }

  /** Members, each before its score: flat in RESP2, in pairs in RESP3. */
  Reply scored(String... words) {
    return isResp3() ? pairs(words) : flat(words);
  }

  /** Members, each in an array with its score. */
  Reply pairs(String... words) {
    List<Reply> pairs = new ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      pairs.add(array(bulk(words[i]), score(words[i + 1])));
    }
    return new Reply.Array(pairs);
  }

  /** Members, each before its score. */
  Reply flat(String... words) {
    List<Reply> all = new ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      all.add(bulk(words[i]));
      all.add(score(words[i + 1]));
    }
    return new Reply.Array(all);
  }
}
