// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of a journal: Redis' words for what Redis has. */
enum Word {
  SELECT,
  MULTI,
  EXEC,
  CREATECACHE,
  CREATESTORE,
  DELETECACHE,
  DELETESTORE,
  CACHECONFIG,
  FLUSHDB,
  SWAPDB,
  RESTOREFILE,
  SET,
  DEL,
  RENAME,
  COPY,
  PEXPIREAT,
  PERSIST,
  APPEND,
  SETRANGE,
  HSET,
  HDEL,
  HPEXPIREAT,
  HPERSIST,
  SADD,
  SREM,
  ZADD,
  ZREM,
  XADD,
  XDEL,
  XTRIM,
  XSETID,
  XGROUP,
  XCLAIM,
  XACK,
  LPUSH,
  RPUSH,
  LPOP,
  RPOP,
  LSET,
  LINSERT,
  LREM,
  LMOVE;

  private static final Map<String, Word> BY_NAME = new HashMap<>();

  static {
    for (Word word : values()) {
      BY_NAME.put(word.name(), word);
    }
  }

  /** The word as an argument. */
  byte[] bulk() {
    return bulk(name());
  }

  /** The beginning of a command of {@code arguments}, this word among them. */
  byte[] command(int arguments) {
    return (array(arguments) + new String(bulk(), StandardCharsets.US_ASCII))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A text as an argument. */
  static byte[] bulk(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] head = "$%d\r\n".formatted(bytes.length).getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + bytes.length + 2];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    return all;
  }

  private static String array(int arguments) {
    return String.format(Locale.ROOT, "*%d\r\n", arguments);
  }

  /** The word that the bytes spell; null where they spell none. */
  static @Nullable Word of(byte[] bytes, int length) {
    return BY_NAME.get(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }
}
