// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

/** The names with a meaning inside {@code data}. */
final class Marks {
  /** Begins the name of an entry whose key follows in base64. */
  static final String BASE64_KEY = "$base64:";

  /** Begins the name of an entry whose key, being long, stands in parts inside the entry. */
  static final String LONG_KEY = "$parts:";

  static final String KEY = "$key";
  static final String KEY_BASE64 = "$key_base64";
  static final String TYPE = "$type";
  static final String EXPIRES_AT = "expires_at";
  static final String LENGTH = "length";
  static final String VALUE = "value";
  static final String BASE64 = "base64";
  static final String PARTS = "parts";
  static final String BASE64_PARTS = "base64_parts";

  /** Begins the name of a hash's field that stands, being odd or long, in a pair with its value. */
  static final String ODD_FIELD = "$field:";

  // The members of a stream, of its groups, and of their consumers.
  static final String LAST_ID = "last_id";
  static final String MAX_DELETED_ID = "max_deleted_id";
  static final String ENTRIES_ADDED = "entries_added";
  static final String GROUPS = "groups";
  static final String ENTRIES_READ = "entries_read";
  static final String CONSUMERS = "consumers";
  static final String SEEN = "seen";
  static final String ACTIVE = "active";
  static final String PENDING = "pending";

  /** The first member of what a field holds that expires, and the second one. */
  static final String FIELD_EXPIRES_AT = "$expires_at";

  static final String FIELD_VALUE = "$value";

  /** The only member of an element that is not valid UTF-8. */
  static final String ELEMENT_BASE64 = "$base64";

  /** The only member of a long element. */
  static final String ELEMENT_PARTS = "$parts";

  /** The only member of a long element that is not valid UTF-8. */
  static final String ELEMENT_BASE64_PARTS = "$base64_parts";

  private Marks() {}
}
