// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One setting: its name in the file, on the command line, in the environment and in {@code CONFIG}.
 *
 * @param <T> what its value is in Java
 */
public final class Parameter<T> {
  /** What the names of environment variables begin with. */
  static final String ENVIRONMENT_PREFIX = "RADISH_";

  /** When a setting may be changed. */
  public enum Mutability {
    /** Only before the start. */
    AT_START,
    /** By {@code CONFIG SET}, too, where {@code enable-protected-configs} allows it. */
    GUARDED,
    /** By {@code CONFIG SET}, too. */
    ANY_TIME
  }

  private final String name;
  private final List<String> aliases;
  private final ParameterType<T> type;
  private final T defaultValue;
  private final Mutability mutability;
  private final String summary;

  Parameter(
      String name, ParameterType<T> type, T defaultValue, Mutability mutability, String summary) {
    this(name, List.of(), type, defaultValue, mutability, summary);
  }

  Parameter(
      String name,
      List<String> aliases,
      ParameterType<T> type,
      T defaultValue,
      Mutability mutability,
      String summary) {
    this.name = name;
    this.aliases = aliases;
    this.type = type;
    this.defaultValue = defaultValue;
    this.mutability = mutability;
    this.summary = summary;
  }

  /** The name: lower case, words joined by {@code -}. */
  public String name() {
    return name;
  }

  /** Other names by which it may be called, older ones mostly. */
  public List<String> aliases() {
    return aliases;
  }

  /** All names, its own first. */
  public List<String> names() {
    List<String> names = new ArrayList<>(aliases);
    names.addFirst(name);
    return names;
  }

  /** What values it takes. */
  public ParameterType<T> type() {
    return type;
  }

  /** The value where nobody says another. */
  public T defaultValue() {
    return defaultValue;
  }

  /** The default as text. */
  public String defaultText() {
    return type.show(defaultValue);
  }

  /** Whether {@code CONFIG SET} may change it. */
  public boolean isMutable() {
    return mutability != Mutability.AT_START;
  }

  /** Whether {@code CONFIG SET} may do so only where {@code enable-protected-configs} allows it. */
  boolean isGuarded() {
    return mutability == Mutability.GUARDED;
  }

  /** What it is for, and why its default is what it is. */
  public String summary() {
    return summary;
  }

  /** The name of its environment variable. */
  public String environmentName() {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public String toString() {
    return name;
  }
}
