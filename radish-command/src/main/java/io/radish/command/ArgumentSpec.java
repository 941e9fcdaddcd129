// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a command, as {@code COMMAND DOCS} and the shell's help describe it.
 *
 * @param name its name
 * @param type what it is
 * @param token the word that announces it, or null
 * @param flags {@code optional}, {@code multiple}, {@code multiple_token}
 * @param since the version that brought it, or null for the command's
 * @param deprecatedSince the version since which it should not be used, or null
 * @param keySpec which of the command's key specs it is, or -1
 * @param arguments the parts of a block, or the choices of a one-of
 */
public record ArgumentSpec(
    String name,
    Type type,
    @Nullable String token,
    List<String> flags,
    @Nullable String since,
    @Nullable String deprecatedSince,
    int keySpec,
    List<ArgumentSpec> arguments) {

  /** The types that {@code COMMAND DOCS} knows. */
  public enum Type {
    STRING("string"),
    INTEGER("integer"),
    DOUBLE("double"),
    KEY("key"),
    PATTERN("pattern"),
    UNIX_TIME("unix-time"),
    PURE_TOKEN("pure-token"),
    ONEOF("oneof"),
    BLOCK("block");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  private static final int NO_KEY = -1;

  public static ArgumentSpec key() {
    return key("key");
  }

  public static ArgumentSpec key(String name) {
    return of(name, Type.KEY);
  }

  public static ArgumentSpec string(String name) {
    return of(name, Type.STRING);
  }

  public static ArgumentSpec integer(String name) {
    return of(name, Type.INTEGER);
  }

  public static ArgumentSpec of(String name, Type type) {
    int keySpec = type == Type.KEY ? 0 : NO_KEY;
    return new ArgumentSpec(name, type, null, List.of(), null, null, keySpec, List.of());
  }

  /** A word that stands for itself. */
  public static ArgumentSpec token(String name, String token) {
    return new ArgumentSpec(name, Type.PURE_TOKEN, token, List.of(), null, null, NO_KEY, List.of());
  }

  public static ArgumentSpec oneOf(String name, ArgumentSpec... choices) {
    return new ArgumentSpec(
        name, Type.ONEOF, null, List.of(), null, null, NO_KEY, List.of(choices));
  }

  public static ArgumentSpec block(String name, ArgumentSpec... parts) {
    return new ArgumentSpec(name, Type.BLOCK, null, List.of(), null, null, NO_KEY, List.of(parts));
  }

  public ArgumentSpec optional() {
    return withFlag("optional");
  }

  /** Given several times, announced by its word each time. */
  public ArgumentSpec multipleTokens() {
    return multiple().withFlag("multiple_token");
  }

  public ArgumentSpec multiple() {
    return withFlag("multiple");
  }

  /** Announced by {@code word}. */
  public ArgumentSpec after(String word) {
    return new ArgumentSpec(name, type, word, flags, since, deprecatedSince, keySpec, arguments);
  }

  public ArgumentSpec since(String version) {
    return new ArgumentSpec(name, type, token, flags, version, deprecatedSince, keySpec, arguments);
  }

  public ArgumentSpec deprecatedSince(String version) {
    return new ArgumentSpec(name, type, token, flags, since, version, keySpec, arguments);
  }

  /** One of the keys of the command's key spec number {@code index}, or a pattern of such. */
  public ArgumentSpec keySpec(int index) {
    return new ArgumentSpec(name, type, token, flags, since, deprecatedSince, index, arguments);
  }

  private ArgumentSpec withFlag(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new ArgumentSpec(
        name, type, token, List.copyOf(more), since, deprecatedSince, keySpec, arguments);
  }
}
