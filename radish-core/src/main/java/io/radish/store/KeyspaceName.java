// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The name of a keyspace: the default store, a named cache, or an expiring store inside a cache.
 *
 * <p>The name of a cache or a store is 1 to {@value #MAX_BYTES} bytes of UTF-8 without {@code :}
 * and control characters, is not all digits, and is not {@code default_store}, which is reserved.
 *
 * @param cache the cache's name; {@link #DEFAULT_LABEL} for the default store
 * @param store the expiring store's name, or null
 */
public record KeyspaceName(String cache, @Nullable String store)
    implements Comparable<KeyspaceName> {
  /** The most bytes a cache's or a store's name may take: twice, it still fits into a file name. */
  public static final int MAX_BYTES = 128;

  /** How the default store is called in commands, files, events and rules. */
  public static final String DEFAULT_LABEL = "default_store";

  /** The keyspace a connection starts in. */
  public static final KeyspaceName DEFAULT = new KeyspaceName(DEFAULT_LABEL, null);

  /** The most databases that have numbers, as in Redis unless told otherwise. */
  private static final int DATABASES = 16;

  private static final Comparator<KeyspaceName> ORDER =
      Comparator.comparing((KeyspaceName name) -> !name.isDefault())
          .thenComparing(KeyspaceName::cache)
          .thenComparing(name -> name.store() == null ? "" : name.store());

  /**
   * The named cache {@code cache}.
   *
   * @throws IllegalArgumentException with what is wrong, where the name is not a cache's
   */
  public static KeyspaceName ofCache(String cache) {
    check("cache", cache);
    return new KeyspaceName(cache, null);
  }

  /**
   * The expiring store {@code store} of {@code cache}.
   *
   * @throws IllegalArgumentException with what is wrong, where a name is not valid
   */
  public static KeyspaceName ofStore(String cache, String store) {
    check("cache", cache);
    check("store", store);
    return new KeyspaceName(cache, store);
  }

  /** The numbered database {@code number}: 0 is the default store, others the caches db1, db2 … */
  public static KeyspaceName ofDatabase(int number) {
    return number == 0 ? DEFAULT : ofCache("db" + number);
  }

  /** The number of the database this is; -1 for other caches, and for stores. */
  public int database() {
    if (isDefault()) {
      return 0;
    }
    boolean isShort = store == null && cache.length() <= 4 && cache.startsWith("db");
    String digits = isShort ? cache.substring(2) : "";
    if (!digits.matches("[1-9][0-9]?")) {
      return -1;
    }
    int number = Integer.parseInt(digits);
    return number < DATABASES ? number : -1;
  }

  /**
   * Reads {@code default_store}, {@code cache} or {@code cache:store}.
   *
   * @throws IllegalArgumentException with what is wrong, where the text is none of them
   */
  public static KeyspaceName parse(String text) {
    if (text.equals(DEFAULT_LABEL)) {
      return DEFAULT;
    }
    int colon = text.indexOf(':');
    return colon < 0 ? ofCache(text) : ofStore(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Whether this is the default store. */
  public boolean isDefault() {
    return store == null && cache.equals(DEFAULT_LABEL);
  }

  /** Whether this is an expiring store inside a cache. */
  public boolean isStore() {
    return store != null;
  }

  /** Whether this is a named cache. */
  public boolean isCache() {
    return store == null && !isDefault();
  }

  private static void check(String what, String name) {
    String problem = problemWith(name);
    if (problem != null) {
      throw new IllegalArgumentException(
          "invalid "
              + what
              + " name: "
              + problem
              + "; a name is 1 to "
              + MAX_BYTES
              + " bytes of UTF-8 without ':' and control characters, not all digits");
    }
  }

  private static @Nullable String problemWith(String name) {
    if (name.isEmpty()) {
      return "it is empty";
    }
    if (name.length() > MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "it is too long";
    }
    if (name.equals(DEFAULT_LABEL)) {
      return "'" + DEFAULT_LABEL + "' is reserved for the default store";
    }
    boolean digitsOnly = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == ':') {
        return "it contains ':'";
      }
      if (Character.isISOControl(c) || c == '\uFFFD' || isLoneSurrogate(name, i)) {
        return "it contains a control character or what is not UTF-8";
      }
      digitsOnly &= c >= '0' && c <= '9';
    }
    return digitsOnly ? "it is all digits" : null;
  }

  private static boolean isLoneSurrogate(String name, int at) {
    char c = name.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == name.length() || !Character.isLowSurrogate(name.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(name.charAt(at - 1)));
  }

  @Override
  public int compareTo(KeyspaceName other) {
    return ORDER.compare(this, other);
  }

  /** As {@link #parse}; {@code otherwise} where the text is no name. */
  public static KeyspaceName parseOr(String label, KeyspaceName otherwise) {
    try {
      return parse(label);
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  /** The name as {@link #parse} reads it. */
  @Override
  public String toString() {
    return store == null ? cache : cache + ":" + store;
  }
}
