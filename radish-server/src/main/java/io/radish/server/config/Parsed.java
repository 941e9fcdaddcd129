// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.List;
import java.util.function.Function;

/**
 * Words that somebody else reads, who says what is wrong by an {@link IllegalArgumentException}.
 *
 * @param what what would be right, for the help
 * @param reader makes the value of the words, none where the setting is empty
 * @param words the words of a value
 */
record Parsed<T>(String what, Function<List<String>, T> reader, Function<T, List<String>> words)
    implements ParameterType<T> {
  @Override
  public T parse(List<String> words, Context<T> context) throws BadValue {
    try {
      return reader.apply(words.equals(List.of("")) ? List.of() : words);
    } catch (IllegalArgumentException e) {
      BadValue refusal = new BadValue(String.valueOf(e.getMessage()));
      refusal.initCause(e);
      throw refusal;
    }
  }

  @Override
  public String show(T value) {
    return QuotedWords.join(words.apply(value));
  }

  @Override
  public String expected() {
    return what;
  }

  @Override
  public boolean takesSeveralWords() {
    return true;
  }
}
