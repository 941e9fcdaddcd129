// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every command of a type, with what it finds and what it does not, for {@link
 * KeyNoticesExchangeTest} and {@link WatchExchangeTest}.
 */
enum NoticeCommands {
  HASH(
      """
      HSET h f 1 g 2
      HSET h f 1
      HSETNX h f 2
      HSETNX h n 2
      HSETNX hn n 2
      HMSET h f 3
      HGET h f
      HGET noh f
      HMGET noh f
      HLEN noh
      HEXISTS noh f
      HSTRLEN noh f
      HGETALL noh
      HKEYS noh
      HVALS noh
      HRANDFIELD noh
      HRANDFIELD noh 2
      HRANDFIELD h
      HSCAN noh 0
      HINCRBY h f 1
      HINCRBY h nope 1
      HINCRBY newh f 1
      HINCRBYFLOAT h f 1.5
      HINCRBYFLOAT newh2 f 1.5
      HINCRBY h f x
      HSET h s abc
      HINCRBY h s 1
      HDEL h nope
      HDEL h f g
      HDEL noh f
      HDEL newh f
      HSET h
      RPUSH l a
      HSET l f v
      HGET l f
      HDEL l f
      """),
  SET(
      """
      SADD s a b c
      SADD s a
      SADD s d
      SREM s nope
      SREM s a nope
      SREM nos a
      SISMEMBER nos a
      SMISMEMBER nos a
      SMEMBERS nos
      SCARD nos
      SRANDMEMBER nos
      SRANDMEMBER nos 3
      SRANDMEMBER nos -3
      SRANDMEMBER s
      SSCAN nos 0
      SMOVE s t b
      SMOVE s t nope
      SMOVE nos t b
      SMOVE s s c
      SADD t c
      SMOVE s t c
      SMOVE s t d
      SADD a 1 2 3
      SADD b 2 3 4
      SADD c 9
      SINTER a b
      SINTER a nos b
      SINTER nos a nos2
      SINTER nos nos2
      SINTERCARD 2 a nos
      SINTERCARD 2 a b
      SUNION a nos
      SUNION nos
      SDIFF a nos
      SDIFF nos a
      SINTERSTORE x a b
      SINTERSTORE x a b
      SINTERSTORE x a c
      SINTERSTORE x a c
      SINTERSTORE x a nos
      SINTERSTORE a1 nos a nos2
      SUNIONSTORE x a b nos
      SUNIONSTORE x nos
      SUNIONSTORE x nos
      SDIFFSTORE x a b nos
      SDIFFSTORE x a a
      SDIFFSTORE x a a
      SDIFFSTORE x nos a
      SDIFFSTORE x a b
      SDIFFSTORE x nos a
      RPUSH l 1
      SINTERSTORE l a b
      RPUSH l2 1
      SINTERSTORE l2 a c
      RPUSH l 1
      SINTERSTORE x a l
      SINTERSTORE x nos l
      SPOP nos
      SPOP nos 2
      SPOP c
      SADD c 1 2 3 4 5 6 7 8 9 10
      SPOP c 0
      SPOP c
      SPOP c 2
      SPOP c 6
      SPOP c 100
      SADD c 1
      SREM c 1
      SADD c 1 2 3
      SORT c STORE d
      SORT c
      SORT nos
      SORT nos BY w_* GET g_*
      SORT c BY w_* GET g_* GET h->f
      SORT c BY nosort STORE d
      SORT nos STORE d
      SORT nos STORE d
      SORT_RO nos
      RPUSH wr 1
      SADD wr a
      SPOP wr
      SMOVE a wr 1
      """),
  ZSET(
      """
      ZADD z 1 a 2 b
      ZADD z 1 a
      ZADD z 2 a
      ZADD z NX 3 a
      ZADD z NX 3 c
      ZADD z XX 3 nope
      ZADD noz XX 3 nope
      ZADD z XX 4 c 5 d
      ZADD z GT 1 c
      ZADD z GT CH 10 c
      ZADD z LT 100 c
      ZADD z INCR 1 a
      ZADD z INCR 0 a
      ZADD z NX INCR 1 a
      ZADD newz INCR 1 a
      ZADD z x a
      ZADD z inf i
      ZADD z INCR -inf i
      ZADD z 3 n1 4 n2 1 a
      ZINCRBY z 1 a
      ZINCRBY z 0 a
      ZINCRBY newz2 1 a
      ZINCRBY z -inf i
      ZREM z nope
      ZREM z i nope
      ZREM noz a
      ZREM newz a
      ZCARD noz
      ZSCORE noz a
      ZMSCORE noz a
      ZRANK noz a
      ZREVRANK noz a
      ZRANK noz a WITHSCORE
      ZCOUNT noz 0 1
      ZLEXCOUNT noz - +
      ZRANGE noz 0 1
      ZREVRANGE noz 0 1
      ZRANGEBYSCORE noz 0 1
      ZREVRANGEBYSCORE noz 1 0
      ZRANGEBYLEX noz - +
      ZREVRANGEBYLEX noz + -
      ZRANDMEMBER noz
      ZRANDMEMBER noz 3
      ZRANDMEMBER z
      ZSCAN noz 0
      ZRANGESTORE r z 0 1
      ZRANGESTORE r z 0 1
      ZRANGESTORE r z 100 200
      ZRANGESTORE r z 100 200
      ZRANGESTORE r noz 0 1
      ZRANGESTORE r z 0 100 BYSCORE
      ZRANGESTORE r noz 0 1
      ZADD a 1 x 2 y
      ZADD b 3 y 4 z
      SADD st y
      ZUNION 2 a noz
      ZINTER 2 a b
      ZINTER 2 noz a
      ZDIFF 2 noz a
      ZDIFF 2 a noz
      ZINTERCARD 2 a noz
      ZINTERCARD 2 noz a
      ZUNIONSTORE u 2 a b
      ZUNIONSTORE u 2 a st
      ZUNIONSTORE u 2 noz noz2
      ZUNIONSTORE u 2 noz noz2
      ZINTERSTORE u 2 a b
      ZINTERSTORE u 2 a noz
      ZINTERSTORE u 2 noz a
      ZDIFFSTORE u 2 a b
      ZDIFFSTORE u 2 a a
      ZDIFFSTORE u 2 a a
      ZDIFFSTORE u 2 noz a
      RPUSH l 1
      ZUNIONSTORE l 2 a b
      RPUSH l 1
      ZUNIONSTORE l 2 l b
      ZUNIONSTORE l 2 b l
      ZUNIONSTORE l 2 noz noz2
      ZADD p 1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h 9 i
      ZPOPMIN p
      ZPOPMAX p
      ZPOPMIN p 2
      ZPOPMIN p 0
      ZPOPMIN noz
      ZPOPMAX noz 2
      ZMPOP 2 noz p MIN
      ZMPOP 1 noz MAX
      ZMPOP 1 p MAX COUNT 2
      BZPOPMIN p noz 1
      BZPOPMAX noz p 1
      ZADD p 1 a 2 b
      BZMPOP 1 2 noz p MAX COUNT 10
      ZADD p 1 a
      ZPOPMAX p
      ZADD p 1 a 2 b 3 c 4 d
      ZREMRANGEBYRANK p 0 0
      ZREMRANGEBYRANK p 10 20
      ZREMRANGEBYSCORE p 2 2
      ZREMRANGEBYSCORE p 20 30
      ZREMRANGEBYLEX p [c [c
      ZREMRANGEBYLEX p [zz [zzz
      ZREMRANGEBYRANK p 0 -1
      ZREMRANGEBYRANK p 0 -1
      ZREMRANGEBYSCORE noz 0 1
      ZREMRANGEBYLEX noz - +
      ZADD p 1 a
      ZREMRANGEBYSCORE p 0 1
      ZADD p 1 a
      ZREMRANGEBYLEX p - +
      ZADD p 1 a
      ZREM p a b c
      SORT a ALPHA STORE so
      SORT b BY nosort
      """),
  GEO(
      """
      GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania
      GEOADD g 13.361389 38.115556 Palermo
      GEOADD g CH 13.361389 38.2 Palermo
      GEOADD g XX 13 38 Nope
      GEOADD nog XX 13 38 Nope
      GEOADD g NX 13 38 Palermo
      GEOADD g 1000 1000 Wrong
      GEOPOS nog Palermo
      GEODIST nog Palermo Catania
      GEOHASH nog Palermo
      GEOSEARCH nog FROMLONLAT 15 37 BYRADIUS 200 km
      GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km
      GEOSEARCHSTORE d nog FROMLONLAT 15 37 BYRADIUS 200 km
      GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km
      GEOSEARCHSTORE d g FROMLONLAT 15 37 BYBOX 400 400 km STOREDIST
      GEOSEARCHSTORE d g FROMLONLAT 100 37 BYRADIUS 2 km
      GEOSEARCHSTORE d g FROMLONLAT 100 37 BYRADIUS 2 km
      GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km
      GEOSEARCHSTORE d nog FROMLONLAT 15 37 BYRADIUS 200 km
      GEORADIUS g 15 37 200 km
      GEORADIUS nog 15 37 200 km
      GEORADIUS g 15 37 200 km STORE d
      GEORADIUS g 15 37 200 km STOREDIST d
      GEORADIUS g 100 37 2 km STORE d
      GEORADIUS g 100 37 2 km STORE d
      GEORADIUS g 15 37 200 km STORE d
      GEORADIUS nog 15 37 200 km STORE d
      GEORADIUS nog 15 37 200 km STORE d
      GEORADIUSBYMEMBER g Palermo 200 km STORE d
      GEORADIUSBYMEMBER nog Palermo 200 km STORE d
      GEORADIUSBYMEMBER nog Palermo 200 km
      GEORADIUSBYMEMBER g Nope 200 km
      GEORADIUS_RO nog 15 37 200 km
      GEORADIUSBYMEMBER_RO nog Palermo 200 km
      """),
  STREAM(
      """
      XADD s 1-1 f v
      XADD s 1-1 f v
      XADD s 2-1 f v
      XADD nos NOMKSTREAM * f v
      XADD s MAXLEN 2 3-1 f v
      XADD s MAXLEN 2 4-1 f v
      XADD s MAXLEN ~ 2 5-1 f v
      XADD s MINID 5 6-1 f v
      XADD s MAXLEN 0 7-1 f v
      XADD s 8-1 f v
      XADD s 9-1 f v
      XADD s 10-1 f v
      XLEN nos
      XRANGE nos - +
      XREVRANGE nos + -
      XRANGE s - + COUNT 0
      XREAD STREAMS nos 0
      XREAD STREAMS nos nos2 0 $
      XREAD STREAMS s nos 0 0
      XREAD BLOCK 1 STREAMS nos $
      XREAD BLOCK 1 STREAMS nos2 0
      XREAD BLOCK 1 STREAMS s $
      XDEL s 1-99
      XDEL s 10-1 1-99
      XDEL nos 1-1
      XTRIM s MAXLEN 100
      XTRIM s MAXLEN 1
      XTRIM nos MAXLEN 1
      XTRIM s MAXLEN 0
      XDEL s 1-1
      XSETID s 20-1
      XSETID s 1-1
      XSETID nos 1-1
      XADD s 21-1 f v
      XADD s 22-1 f v
      XADD s 23-1 f v
      XADD s 24-1 f v
      XGROUP CREATE nos g $
      XGROUP CREATE new g $ MKSTREAM
      XGROUP CREATE s g 0
      XGROUP CREATE s g 0
      XGROUP CREATE s e $
      XGROUP SETID s e 21
      XGROUP SETID s nope 21
      XGROUP SETID nos e 21
      XGROUP CREATECONSUMER s g c
      XGROUP CREATECONSUMER s g c
      XGROUP CREATECONSUMER nos g c
      XGROUP DELCONSUMER s g nope
      XGROUP DELCONSUMER s g c
      XGROUP DELCONSUMER nos g c
      XGROUP DESTROY s nope
      XGROUP DESTROY s e
      XGROUP DESTROY nos e
      XREADGROUP GROUP g c1 COUNT 1 STREAMS s >
      XREADGROUP GROUP g c1 COUNT 1 STREAMS s >
      XREADGROUP GROUP g c1 STREAMS s 0
      XREADGROUP GROUP g c2 STREAMS s 0
      XREADGROUP GROUP g c3 NOACK COUNT 1 STREAMS s >
      XREADGROUP GROUP g c3 COUNT 1 STREAMS s >
      XREADGROUP GROUP g c4 STREAMS s >
      XREADGROUP GROUP g c4 BLOCK 1 STREAMS s >
      XREADGROUP GROUP g c5 BLOCK 1 STREAMS s >
      XREADGROUP GROUP nope c4 STREAMS s >
      XREADGROUP GROUP g c4 STREAMS nos >
      XPENDING s g
      XPENDING nos g
      XPENDING s g - + 10
      XACK s g 21-1
      XACK s g 21-1
      XACK nos g 21-1
      XACK s nope 21-1
      XCLAIM s g c6 0 22-1
      XCLAIM s g c6 0 99-1
      XCLAIM s g c7 0 99-1
      XCLAIM s g c8 100000 22-1
      XCLAIM s g c9 0 21-1 FORCE
      XCLAIM s g c9 0 22-1 JUSTID
      XCLAIM nos g c9 0 22-1
      XCLAIM s nope c9 0 22-1
      XCLAIM s g c9 0 22-1 LASTID 50-1
      XAUTOCLAIM s g c10 0 0
      XAUTOCLAIM s g c10 0 99
      XAUTOCLAIM s g c11 1000000 0
      XAUTOCLAIM nos g c11 0 0
      XDEL s 22-1
      XAUTOCLAIM s g c10 0 0
      XCLAIM s g c12 0 22-1
      XINFO STREAM nos
      XINFO GROUPS nos
      XINFO CONSUMERS nos g
      XINFO STREAM s
      RPUSH l 1
      XADD l * f v
      XLEN l
      XREAD STREAMS l 0
      XDEL s 21-1 23-1 24-1
      DEL s
      """),
  MISSES(
      """
      SETBIT b 3 1
      SETBIT b 3 1
      GETBIT nob 1
      BITCOUNT nob
      BITPOS nob 1
      BITOP AND d b nob
      BITOP OR d nob nob2
      BITOP OR d nob nob2
      BITOP NOT d b
      BITOP NOT d nob
      BITFIELD b GET u8 0
      BITFIELD nob GET u8 0
      BITFIELD nob2 SET u8 0 1
      BITFIELD b SET u8 0 1 INCRBY u8 0 1
      BITFIELD b SET u8 0 1 GET u8 0
      BITFIELD b OVERFLOW FAIL INCRBY u8 0 1000
      BITFIELD_RO nob3 GET u8 0
      PFADD p a b c
      PFADD p a
      PFADD p2
      PFADD p2
      PFCOUNT nop
      PFCOUNT p nop
      PFCOUNT p p2 nop
      PFMERGE p3 p p2 nop
      PFMERGE p3
      PFMERGE p4 nop
      MEMORY USAGE nop
      OBJECT ENCODING nop
      OBJECT FREQ nop
      OBJECT IDLETIME nop
      OBJECT REFCOUNT nop
      OBJECT REFCOUNT p
      EXPIRETIME nop
      PEXPIRETIME nop
      PTTL nop
      SUBSTR nop 0 1
      DUMP nop
      WATCH nop p
      UNWATCH
      SORT nop BY x GET y
      GEORADIUS_RO nop 1 1 1 m
      """);

  /** What Redis 7.0 does not know, or tells otherwise than 7.2 does. */
  static final Set<String> CHANGED_BY_7_2 =
      Set.of(
          "ZRANK noz a WITHSCORE",
          "XSETID s 1-1",
          "XREADGROUP GROUP g c4 STREAMS s >",
          "XREADGROUP GROUP g c5 BLOCK 1 STREAMS s >",
          "XCLAIM s g c7 0 99-1",
          "XCLAIM s g c8 100000 22-1",
          "XCLAIM s g c12 0 22-1",
          "XAUTOCLAIM s g c11 1000000 0");

  private final String script;

  NoticeCommands(String script) {
    this.script = script;
  }

  /** The commands, in their order. */
  Stream<String> lines() {
    return script.lines().map(String::strip).filter(line -> !line.isEmpty());
  }

  /** All words that may be keys. */
  List<String> keys() {
    return lines()
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .filter(word -> word.matches("[a-z][a-z0-9]*"))
        .distinct()
        .toList();
  }
}
