// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.store.EvictionPolicy;
import io.radish.store.KeyspaceLimit;
import io.radish.store.Store;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * The members of a backup file but its entries, gathered while it is read, in any order.
 *
 * <p>A file with any of {@code format_version}, {@code utc} and {@code checksum} must have all that
 * Radish writes; one with none of them is the original's, and must have what that wrote. Either has
 * no others. Who reads a file as unverified gets warnings instead.
 */
final class HeaderMembers {
  /** The members, by the names in the file. */
  enum Member {
    TYPE,
    CACHE_NAME,
    STORE_NAME,
    DEFAULT_TTL_SECONDS,
    MAXMEMORY,
    MAXMEMORY_POLICY,
    TIMESTAMP,
    DATETIME,
    ITEM_COUNT,
    FORMAT_VERSION,
    UTC,
    RUN_ID,
    RUN_FILES,
    DATA,
    CHECKSUM;

    private static final Map<String, Member> BY_LABEL =
        Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Member::label, m -> m));

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    String label() {
      return label;
    }

    static @Nullable Member parse(String name) {
      return BY_LABEL.get(name);
    }
  }

  private static final List<Member> ALWAYS =
      List.of(
          Member.TYPE,
          Member.CACHE_NAME,
          Member.TIMESTAMP,
          Member.DATETIME,
          Member.ITEM_COUNT,
          Member.DATA);
  private static final List<Member> OURS =
      List.of(Member.FORMAT_VERSION, Member.UTC, Member.RUN_ID, Member.RUN_FILES, Member.CHECKSUM);
  private static final List<Member> STORES = List.of(Member.STORE_NAME, Member.DEFAULT_TTL_SECONDS);
  private static final String CHECKSUM_PREFIX = "crc32c:";

  private final boolean strict;
  private final List<String> warnings = new ArrayList<>();

  /** The members seen, and where their values stand. */
  private final Map<Member, Long> seen = new EnumMap<>(Member.class);

  private BackupType type = BackupType.NAMED_CACHE;
  private String cacheName = "";
  private @Nullable String storeName;
  private long defaultTtlSeconds;
  private long maxBytes;
  private @Nullable EvictionPolicy policy;
  private String timestamp = "";
  private String datetime = "";
  private long itemCount = -1;
  private @Nullable Instant utc;
  private @Nullable String runId;
  private int runFiles;
  private String checksum = "";

  HeaderMembers(boolean strict) {
    this.strict = strict;
  }

  /**
   * Reads the member on whose value the input stands, {@code data} excepted, which is only noted.
   */
  void read(String name, JsonInput in) throws IOException {
    Member member = Member.parse(name);
    if (member == null) {
      complain(in.mark(), "unknown member \"" + EntryReader.excerpt(name) + "\"", in);
      in.skipValue();
      return;
    }
    if (seen.containsKey(Member.CHECKSUM)) {
      complain(in.mark(), "the checksum must be the last member", in);
    }
    if (seen.put(member, in.mark()) != null) {
      throw in.error("the member " + name + " occurs twice");
    }
    switch (member) {
      case TYPE -> type = readType(in);
      case CACHE_NAME -> cacheName = in.current() == JsonToken.VALUE_NULL ? "" : in.shortText();
      case STORE_NAME -> storeName = in.shortText();
      case DEFAULT_TTL_SECONDS -> defaultTtlSeconds = in.integer(name, 0, Store.MAX_TTL_SECONDS);
      case MAXMEMORY -> maxBytes = in.integer(name, 0, Long.MAX_VALUE);
      case MAXMEMORY_POLICY -> policy = readPolicy(in);
      case TIMESTAMP -> timestamp = in.shortText();
      case DATETIME -> datetime = in.shortText();
      case ITEM_COUNT -> itemCount = in.integer(name, 0, Long.MAX_VALUE);
      case FORMAT_VERSION -> readVersion(in);
      case UTC -> utc = readInstant(in);
      case RUN_ID -> runId = in.shortText();
      case RUN_FILES -> runFiles = (int) in.integer(name, 0, Integer.MAX_VALUE);
      case CHECKSUM -> checksum = readChecksum(in);
      case DATA -> {
        // The caller reads the entries.
      }
    }
  }

  private static BackupType readType(JsonInput in) throws IOException {
    String label = in.shortText();
    BackupType type = BackupType.parse(label);
    if (type == null) {
      throw in.error(
          "type must be named_cache, default_store or expiring_store, not \""
              + EntryReader.excerpt(label)
              + '"');
    }
    return type;
  }

  private static EvictionPolicy readPolicy(JsonInput in) throws IOException {
    String label = in.shortText();
    EvictionPolicy policy = EvictionPolicy.parse(label);
    if (policy == null) {
      throw in.error(
          "maxmemory_policy must be one of Redis', such as allkeys-lru, not \""
              + EntryReader.excerpt(label)
              + '"');
    }
    return policy;
  }

  private static void readVersion(JsonInput in) throws IOException {
    long version = in.integer("format_version", 1, Integer.MAX_VALUE);
    if (version > BackupHeader.FORMAT_VERSION) {
      throw in.error(
          "format_version "
              + version
              + " was written by a newer Radish; this one reads up to "
              + BackupHeader.FORMAT_VERSION);
    }
  }

  private static Instant readInstant(JsonInput in) throws IOException {
    try {
      return Instant.parse(in.shortText());
    } catch (DateTimeException e) {
      throw in.error("utc must be an ISO time such as 2025-11-15T15:11:18.027451Z");
    }
  }

  private static String readChecksum(JsonInput in) throws IOException {
    String text = in.shortText();
    if (!text.matches(CHECKSUM_PREFIX + "[0-9a-f]{8}")) {
      throw in.error("checksum must be crc32c: and eight hexadecimal digits in lower case");
    }
    return text.substring(CHECKSUM_PREFIX.length());
  }

  /** Whether all that stands before the entries in a file of ours was seen. */
  boolean hasAllBeforeData() {
    return seen.keySet().containsAll(ALWAYS)
        && seen.keySet().containsAll(OURS.subList(0, OURS.size() - 1));
  }

  /** Whether, as far as it was read, the file is the original's. */
  boolean isOriginal() {
    return !seen.containsKey(Member.FORMAT_VERSION)
        && !seen.containsKey(Member.UTC)
        && !seen.containsKey(Member.CHECKSUM);
  }

  /**
   * The header, all members being read.
   *
   * @param whole whether the file was read to its end
   */
  BackupHeader finish(JsonInput in, boolean whole) throws IOException {
    boolean original = isOriginal();
    require(ALWAYS, "every backup has it", in, whole);
    if (original) {
      refuse(Member.RUN_ID, "the original has none", in);
      refuse(Member.RUN_FILES, "the original has none", in);
      refuse(Member.MAXMEMORY, "the original has none", in);
      refuse(Member.MAXMEMORY_POLICY, "the original has none", in);
    } else {
      require(OURS, "a file with format_version, utc or checksum must have it", in, whole);
    }
    if (type != BackupType.EXPIRING_STORE) {
      refuse(Member.STORE_NAME, "only an expiring_store has one", in);
      refuse(Member.DEFAULT_TTL_SECONDS, "only an expiring_store has one", in);
    } else if (!original) {
      require(STORES, "an expiring_store has it", in, whole);
    }
    if (type != BackupType.DEFAULT_STORE && cacheName.isEmpty()) {
      throw in.error("cache_name is missing or empty");
    }
    return new BackupHeader(
        type,
        cacheName,
        storeName,
        defaultTtlSeconds,
        new KeyspaceLimit(maxBytes, policy),
        timestamp,
        datetime,
        itemCount,
        original ? 0 : BackupHeader.FORMAT_VERSION,
        utc,
        runId,
        runFiles);
  }

  /** Compares count and checksum with what was read, the input being at its end. */
  void verify(JsonInput in, long items) throws IOException {
    if (itemCount >= 0 && items != itemCount) {
      complain(
          seen.getOrDefault(Member.ITEM_COUNT, 0L),
          "item_count says " + itemCount + ", but there are " + items + " entries",
          in);
    }
    if (isOriginal() || !seen.containsKey(Member.CHECKSUM)) {
      return;
    }
    long at = seen.getOrDefault(Member.CHECKSUM, 0L);
    if (!in.bytes().endsWith(checksum)) {
      complain(at, "the file must end right behind its checksum, as it was written", in);
    } else if (!in.bytes().checksum().equals(checksum)) {
      complain(
          at,
          "the checksum is crc32c:"
              + checksum
              + ", but that of the bytes before it is crc32c:"
              + in.bytes().checksum(),
          in);
    }
  }

  /** What was wrong, but let pass. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void require(List<Member> members, String why, JsonInput in, boolean whole)
      throws IOException {
    for (Member member : members) {
      boolean later = !whole && (member == Member.DATA || member == Member.CHECKSUM);
      if (!later && !seen.containsKey(member)) {
        boolean vital = member == Member.TYPE || member == Member.DATA;
        String reason = "the member " + member.label() + " is missing; " + why;
        if (vital) {
          throw in.error(reason);
        }
        complain(in.mark(), reason, in);
      }
    }
  }

  private void refuse(Member member, String why, JsonInput in) throws IOException {
    Long mark = seen.get(member);
    if (mark != null) {
      complain(mark, "a member " + member.label() + " is not for this file; " + why, in);
    }
  }

  private void complain(long mark, String reason, JsonInput in) throws IOException {
    BackupFormatException complaint = in.errorAtMark(mark, reason);
    if (strict) {
      throw complaint;
    }
    warnings.add("at byte " + complaint.offset() + ": " + reason);
  }
}
