// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.stream.Stream;

/**
 * What clients do in {@link TrackingExchangeTest}, each line by the one whose name it begins with.
 */
enum TrackingScript {
  DEFAULT_MODE(
      """
      A CLIENT GETREDIR
      A CLIENT TRACKINGINFO
      A CLIENT CACHING YES
      A CLIENT TRACKING ON
      A CLIENT TRACKING ON
      A CLIENT GETREDIR
      A CLIENT TRACKINGINFO
      A CLIENT INFO
      W SET a 1
      A GET a
      W SET a 2
      W SET a 3
      A MGET a b c
      W MSET c 1 b 2 a 3
      A GET a
      A SET a 4
      A GET a
      W GET a
      B GET a
      W DEL a
      W DEL a
      A GET none
      W SET none 1
      A EXISTS none
      W EXPIRE none 100
      A TTL none
      W PERSIST none
      A STRLEN none
      W APPEND none x
      A HGET h f
      W HSET h f v
      A HGETALL h
      W HDEL h f
      A SINTER s1 s2
      W SADD s2 a
      W SADD s1 a
      A ZRANGE z 0 -1
      W ZADD z 1 a
      A LRANGE l 0 -1
      W RPUSH l a
      A LLEN l
      W LPOP l
      A XRANGE x - +
      W XADD x 1-1 f v
      A XLEN x
      W XGROUP CREATE x g 0
      W XADD x 2-1 f v
      A GETBIT a 3
      W SETBIT a 3 1
      A TYPE a
      W RENAME a a2
      A GET a2
      W COPY h a2 REPLACE
      A EXISTS a2
      W UNLINK a2
      A GET wrong
      W RPUSH wrong 1
      A GET wrong
      W LTRIM wrong 5 6
      A GET e
      W SET e v
      A LRANGE e 0 1
      W SETEX e 100 v
      A GETRANGE e 0 1
      W GETEX e PERSIST
      W GETEX e EX 100
      A GET e
      W GETDEL e
      A OBJECT REFCOUNT s1
      W SREM s1 a
      A SORT_RO l
      W RPUSH l 1
      A SORT l
      W RPUSH l 2
      A GETSET a 1
      W SET a 2
      A MULTI
      A GET a
      A GET b
      A EXEC
      W SET a 3
      W SET b 3
      A GET a
      A MULTI
      A SET a 5
      A GET a
      A SET a 6
      A PING
      A EXEC
      A GET a
      W FLUSHDB
      A GET a
      W FLUSHALL
      W SET a 1
      A GET a
      A FLUSHALL
      A GET a
      A CLIENT TRACKING OFF
      W SET a 1
      A CLIENT TRACKINGINFO
      A CLIENT INFO
      A GET a
      W SET a 2
      A CLIENT TRACKING ON NOLOOP
      A CLIENT TRACKINGINFO
      A GET a
      A SET a 3
      A GET a
      W SET a 4
      A GET a
      A MULTI
      A SET a 5
      A SET b 5
      A EXEC
      """),
  OPT_IN_AND_OUT(
      """
      A CLIENT TRACKING ON OPTIN
      A CLIENT TRACKINGINFO
      A CLIENT CACHING NO
      A CLIENT CACHING MAYBE
      A GET a
      W SET a 1
      A CLIENT CACHING YES
      A CLIENT TRACKINGINFO
      A CLIENT ID
      A GET a
      A GET b
      W SET a 2
      W SET b 2
      A CLIENT TRACKINGINFO
      A CLIENT CACHING YES
      A PING
      A GET a
      W SET a 3
      A CLIENT CACHING YES
      A MULTI
      A GET a
      A GET b
      A EXEC
      A GET c
      W MSET a 1 b 1 c 1
      A MULTI
      A CLIENT CACHING YES
      A GET a
      A GET b
      A EXEC
      W MSET a 1 b 1 c 1
      A CLIENT TRACKING ON OPTOUT
      A CLIENT TRACKING ON BCAST
      A CLIENT TRACKING ON OPTIN OPTOUT
      A CLIENT TRACKING ON OPTIN NOLOOP
      A CLIENT TRACKINGINFO
      A CLIENT TRACKING OFF
      A CLIENT TRACKING ON OPTOUT
      A CLIENT CACHING YES
      A CLIENT TRACKING ON OPTIN
      A GET a
      W SET a 1
      A CLIENT CACHING NO
      A CLIENT TRACKINGINFO
      A GET a
      W SET a 2
      A GET a
      W SET a 3
      A CLIENT TRACKING ON
      A CLIENT TRACKINGINFO
      A CLIENT CACHING NO
      A CLIENT TRACKING off x
      A CLIENT TRACKING maybe
      """),
  BROADCAST(
      """
      A CLIENT TRACKING ON PREFIX a
      A CLIENT TRACKING ON BCAST OPTIN
      A CLIENT TRACKING ON BCAST PREFIX ab PREFIX a
      A CLIENT TRACKING ON BCAST PREFIX a: PREFIX b:
      A CLIENT TRACKINGINFO
      A CLIENT INFO
      A CLIENT TRACKING ON
      A CLIENT TRACKING ON BCAST PREFIX a
      A CLIENT TRACKING ON BCAST PREFIX a:b
      A CLIENT TRACKING ON BCAST PREFIX c:
      A CLIENT TRACKINGINFO
      W SET a:1 v
      W SET d:1 v
      W SET c:1 v
      W MSET b:1 1 a:2 2 a:1 3 d:1 4
      W MULTI
      W INCR a:1
      W INCR a:2
      W INCR b:1
      W INCR b:2
      W INCR d:1
      W EXEC
      A GET a:1
      A SET a:1 v
      B CLIENT TRACKING ON BCAST NOLOOP
      B SET a:1 v
      B CLIENT TRACKINGINFO
      W SET q v
      W DEL q a:1
      W SADD a:s 1
      W SADD a:s 1
      W DEL none
      W SELECT 3
      W SET a:3 v
      W SELECT 0
      W FLUSHDB
      A CLIENT TRACKING OFF
      A CLIENT TRACKINGINFO
      W SET a:1 v
      B CLIENT TRACKING OFF
      W SET a:1 v
      A CLIENT TRACKING ON BCAST
      A CLIENT TRACKING ON BCAST
      A CLIENT TRACKINGINFO
      W SET a v
      A MULTI
      A SET b 1
      A SET a 1
      A EXEC
      """),
  REDIRECT(
      """
      D CLIENT TRACKING ON REDIRECT 123456789
      D CLIENT TRACKING ON REDIRECT $C REDIRECT $C
      D CLIENT TRACKING ON REDIRECT x
      D CLIENT TRACKING ON REDIRECT $C
      D CLIENT GETREDIR
      D CLIENT TRACKINGINFO
      D CLIENT INFO
      D GET a
      W SET a 1
      D GET a
      D SET a 2
      D MGET a b
      W MSET a 1 b 2
      D GET a
      W FLUSHALL
      D CLIENT TRACKING OFF
      D CLIENT TRACKING ON REDIRECT $C BCAST PREFIX a PREFIX b
      W MSET a1 1 a2 2 b1 1 c 1
      W FLUSHALL
      D CLIENT TRACKING OFF
      D CLIENT TRACKING ON
      D GET a
      W SET a 1
      D CLIENT TRACKING OFF
      A CLIENT TRACKING ON REDIRECT $B
      A GET a
      W SET a 2
      A GET a
      A SET a 3
      A CLIENT INFO
      W FLUSHALL
      D CLIENT TRACKING ON REDIRECT $B
      D GET a
      W SET a 1
      W FLUSHALL
      A GET a
      B LEAVES
      W SET a 4
      A CLIENT TRACKINGINFO
      A CLIENT INFO
      A CLIENT GETREDIR
      A CLIENT TRACKING ON REDIRECT $C
      A CLIENT TRACKINGINFO
      A GET a
      W SET a 5
      W FLUSHALL
      D RESET
      D CLIENT TRACKINGINFO
      D GET a
      A CLIENT TRACKING ON REDIRECT $A
      A GET a
      W SET a 1
      A GET a
      A SET a 2
      """);

  private final String script;

  TrackingScript(String script) {
    this.script = script;
  }

  /** What is done, in its order. */
  Stream<String> lines() {
    return script.lines().map(String::strip).filter(line -> !line.isEmpty());
  }
}
