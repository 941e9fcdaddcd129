// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What values a {@link Parameter} takes: reads them from words, and shows them as text.
 *
 * <p>The texts of refusals are those of Redis, because clients and tools compare them.
 *
 * @param <T> what the value is in Java
 */
public sealed interface ParameterType<T>
    permits ParameterType.Flag,
        ParameterType.Whole,
        ParameterType.Octal,
        ParameterType.Size,
        ParameterType.Choice,
        ParameterType.Text,
        ParameterType.Words,
        ParameterType.SavePoints,
        OutputLimits.Type,
        Percentiles,
        Parsed {

  /** What may surround the words to be read. */
  record Context<T>(T before, boolean continued) {}

  /** A refusal: Redis' text for it. */
  final class BadValue extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;

    BadValue(String text) {
      super(text);
      this.text = text;
    }

    @Override
    public String getMessage() {
      return text;
    }
  }

  /**
   * Reads a value.
   *
   * @param words one word, or several where {@link #takesSeveralWords()}
   * @param context the value so far, and whether it stems from an earlier line of the same source
   */
  T parse(List<String> words, Context<T> context) throws BadValue;

  /** The text that {@link #parse} reads as {@code value}, words separated by spaces. */
  String show(T value);

  /** What would be right, for messages and for the help. */
  String expected();

  /** Whether a value is a list of words. */
  default boolean takesSeveralWords() {
    return false;
  }

  /** Whether a value may appear in no message and no log. */
  default boolean isSecret() {
    return false;
  }

  /** {@code yes} or {@code no}. */
  record Flag(@Nullable Boolean only, String whyOnly) implements ParameterType<Boolean> {
    Flag() {
      this(null, "");
    }

    @Override
    public Boolean parse(List<String> words, Context<Boolean> context) throws BadValue {
      String word = single(words).toLowerCase(Locale.ROOT);
      if (!word.equals("yes") && !word.equals("no")) {
        throw new BadValue("argument must be 'yes' or 'no'");
      }
      boolean value = word.equals("yes");
      if (only != null && only != value) {
        throw new BadValue(whyOnly);
      }
      return value;
    }

    @Override
    public String show(Boolean value) {
      return value ? "yes" : "no";
    }

    @Override
    public String expected() {
      return only == null ? "yes or no" : "only " + show(only);
    }
  }

  /** A whole number between two bounds, both included. */
  record Whole(long min, long max) implements ParameterType<Long> {
    @Override
    public Long parse(List<String> words, Context<Long> context) throws BadValue {
      long value;
      try {
        value = Long.parseLong(single(words));
      } catch (NumberFormatException e) {
        throw new BadValue("argument couldn't be parsed into an integer");
      }
      return bounded(value, min, max);
    }

    @Override
    public String show(Long value) {
      return Long.toString(value);
    }

    @Override
    public String expected() {
      return max == Long.MAX_VALUE
          ? "a whole number from " + min
          : "a whole number from " + min + " to " + max;
    }
  }

  /** The permissions of a file, as three octal digits. */
  record Octal() implements ParameterType<Integer> {
    private static final int MAX = 0777;

    @Override
    public Integer parse(List<String> words, Context<Integer> context) throws BadValue {
      int value;
      try {
        value = Integer.parseInt(single(words), 8);
      } catch (NumberFormatException e) {
        throw new BadValue("argument couldn't be parsed as an octal number");
      }
      if (value < 0 || value > MAX) {
        throw new BadValue("argument must be between 0 and 777 inclusive");
      }
      return value;
    }

    @Override
    public String show(Integer value) {
      return Integer.toOctalString(value);
    }

    @Override
    public String expected() {
      return "an octal number such as 700";
    }
  }

  /** A number of bytes, with a unit or without. */
  record Size(long min, long max, String whyBounded) implements ParameterType<Long> {
    Size(long min, long max) {
      this(min, max, "");
    }

    @Override
    public Long parse(List<String> words, Context<Long> context) throws BadValue {
      long value = bytes(single(words));
      if (!whyBounded.isEmpty() && (value < min || value > max)) {
        throw new BadValue(whyBounded);
      }
      return bounded(value, min, max);
    }

    /** Reads {@code 100}, {@code 100b}, {@code 1k} (1000), {@code 1kb} (1024), m, mb, g, gb. */
    static long bytes(String word) throws BadValue {
      int digits = 0;
      while (digits < word.length() && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
        digits++;
      }
      long unit =
          switch (word.substring(digits).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1024;
            case "m" -> 1000L * 1000;
            case "mb" -> 1024L * 1024;
            case "g" -> 1000L * 1000 * 1000;
            case "gb" -> 1024L * 1024 * 1024;
            default -> 0;
          };
      try {
        if (unit > 0) {
          return Math.multiplyExact(Long.parseLong(word.substring(0, digits)), unit);
        }
      } catch (ArithmeticException | NumberFormatException e) {
        throw new BadValue("argument must be a memory value");
      }
      throw new BadValue("argument must be a memory value");
    }

    @Override
    public String show(Long value) {
      return Long.toString(value);
    }

    @Override
    public String expected() {
      return min == max ? "only " + min : "a size such as 64mb";
    }
  }

  /** One of a few words. */
  record Choice(List<String> choices) implements ParameterType<String> {
    static Choice of(String... choices) {
      return new Choice(List.of(choices));
    }

    @Override
    public String parse(List<String> words, Context<String> context) throws BadValue {
      String word = single(words).toLowerCase(Locale.ROOT);
      if (!choices.contains(word)) {
        throw new BadValue(
            "argument(s) must be one of the following: " + String.join(", ", choices));
      }
      return word;
    }

    @Override
    public String show(String value) {
      return value;
    }

    @Override
    public String expected() {
      return choices.size() == 1 ? "only " + choices.getFirst() : String.join(", ", choices);
    }
  }

  /** Any text; a secret's text is in no message. */
  record Text(String what, boolean secret) implements ParameterType<String> {
    @Override
    public String parse(List<String> words, Context<String> context) throws BadValue {
      String word = single(words);
      if (word.indexOf('\0') >= 0) {
        throw new BadValue("argument must not contain a zero byte");
      }
      return word;
    }

    @Override
    public String show(String value) {
      return value;
    }

    @Override
    public String expected() {
      return what;
    }

    @Override
    public boolean isSecret() {
      return secret;
    }
  }

  /** Any number of words between two bounds. */
  record Words(String what, int min, int max) implements ParameterType<List<String>> {
    @Override
    public List<String> parse(List<String> words, Context<List<String>> context) throws BadValue {
      List<String> value = words.equals(List.of("")) ? List.of() : List.copyOf(words);
      if (value.size() < min || value.size() > max) {
        throw new BadValue("wrong number of arguments");
      }
      return value;
    }

    @Override
    public String show(List<String> value) {
      return QuotedWords.join(value);
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

  /** Pairs of seconds and changes, as Redis' {@code save} takes them; kept as text. */
  record SavePoints() implements ParameterType<String> {
    @Override
    public String parse(List<String> words, Context<String> context) throws BadValue {
      if (words.equals(List.of(""))) {
        return "";
      }
      if (words.isEmpty() || words.size() % 2 != 0) {
        throw new BadValue("Invalid save parameters");
      }
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        int least = i % 2 == 0 ? 1 : 0;
        if (!word.matches("[0-9]{1,9}") || Integer.parseInt(word) < least) {
          throw new BadValue("Invalid save parameters");
        }
      }
      String points = String.join(" ", words);
      return context.continued() && !context.before().isEmpty()
          ? context.before() + " " + points
          : points;
    }

    @Override
    public String show(String value) {
      return value;
    }

    @Override
    public String expected() {
      return "pairs of seconds and changes such as 3600 1, or \"\"";
    }

    @Override
    public boolean takesSeveralWords() {
      return true;
    }
  }

  private static String single(List<String> words) throws BadValue {
    if (words.size() != 1) {
      throw new BadValue("wrong number of arguments");
    }
    return words.getFirst();
  }

  private static long bounded(long value, long min, long max) throws BadValue {
    if (value < min || value > max) {
      throw new BadValue("argument must be between " + min + " and " + max + " inclusive");
    }
    return value;
  }
}
