// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import java.util.Random;

/**
 * Scripts and libraries of functions: such that run the command given them, such that try what the
 * libraries take, such that never end, and such that are no Lua at all.
 *
 * <p>What never ends changes nothing before: nobody could kill it otherwise, as in Redis.
 */
final class LuaTexts {
  private static final String[] CALLS = {
    "return redis.call(unpack(ARGV))",
    "return redis.pcall(unpack(ARGV))",
    "redis.setresp(3) return redis.pcall(unpack(ARGV))",
    "for i = 1, 20 do redis.pcall(unpack(ARGV)) end return redis.call(unpack(ARGV))",
    "local r = redis.pcall(unpack(ARGV)) return {r, r, {r}}",
    "local ok, r = pcall(redis.call, unpack(ARGV)) return tostring(r)",
    "return cjson.encode(redis.pcall(unpack(ARGV)))",
    "return cmsgpack.unpack(cmsgpack.pack(redis.pcall(unpack(ARGV))))",
    "#!lua\nreturn redis.call(unpack(ARGV))",
    "#!lua flags=no-writes\nreturn redis.call(unpack(ARGV))",
    "#!lua flags=allow-oom\nreturn redis.call(unpack(ARGV))",
    "#!lua flags=no-writes,nonsense\nreturn 1",
    "if redis.acl_check_cmd(unpack(ARGV)) then return redis.call(unpack(ARGV)) end",
    "redis.call('SET', KEYS[1] or 'a', ARGV[1] or '') return redis.call('GET', KEYS[1] or 'a')",
    "redis.call('HSET', 'hash1', 'f', '1') redis.call('HPEXPIRE', 'hash1', 1, 'FIELDS', 1, 'f')",
    "redis.call('SELECT', '3') return redis.call('DBSIZE')",
    "redis.call('PUBLISH', 'news', ARGV[1] or 'x') return redis.call('RPUSH', 'list1', 'x')",
    "return redis.call('KEYS', '*')",
  };
  private static final String[] LIBRARIES = {
    "return cjson.decode(ARGV[1] or '[')",
    "return cjson.encode({ARGV, KEYS, 1 / 0})",
    "return cmsgpack.unpack(ARGV[1] or '\\221')",
    "return struct.unpack(ARGV[1] or '>I2hbsxf', ARGV[2] or 'abc')",
    "return struct.pack(ARGV[1] or '>I2', 77)",
    "return bit.bor(tonumber(ARGV[1]) or 1, -1)",
    "return string.rep(ARGV[1] or 'x', 1000)",
    "return ('x'):rep(100000):find(ARGV[1] or '(a*)b')",
    "return string.format('%99.99f %s', 1e300, ARGV[1] or '')",
    "return redis.sha1hex(ARGV[1] or '')",
    "redis.log(redis.LOG_WARNING, ARGV[1] or '') return redis.status_reply(ARGV[1] or '')",
    "return redis.error_reply(ARGV[1] or '')",
    "error(ARGV[1])",
    "error({err = ARGV[1]})",
    "local t = {} t[1] = t return t",
    "local t = {} for i = 1, 2000 do t = {t} end return t",
    "return {1, 2.5, 'a', true, false, nil, {ok = 'fine'}, {err = 'bad'}, {double = 1.5}}",
    "return {map = {a = 1}, set = {b = true}}",
    "return tostring(_G) .. tostring(KEYS)",
    "x = 1",
    "return x",
    "string.rep = nil",
    "return setmetatable(_G, nil)",
    "local f = coroutine.wrap(function() coroutine.yield(redis.call('PING')) end) return f()",
    "return loadstring(ARGV[1] or 'return 1')()",
    "return load(string.dump(function() return 1 end))()",
    "return redis.replicate_commands(), redis.set_repl(redis.REPL_NONE), redis.breakpoint()",
    "local function f() return f() + 1 end return f()",
    "return #string.rep('x', 50 * 1024 * 1024)",
    "local t = {} for i = 1, 100000 do t[i] = i end return #t",
  };
  private static final String[] ENDLESS = {
    "while true do end",
    "while true do redis.call('PING') end",
    "while true do pcall(function() while true do end end) end",
    "while true do redis.pcall('GET', 'a') end",
    "repeat local t = {} until false",
    "for i = 1, 1e15 do local s = ('x'):rep(100) end",
    "local f = coroutine.wrap(function() while true do end end) f()",
    "setmetatable({}, {__index = function() while true do end end}).x = nil"
        + " return setmetatable({}, {__index = function() while true do end end}).y",
    "table.sort({3, 2, 1}, function() while true do end end)",
    "('aaa'):gsub('a', function() while true do end end)",
  };

  /** What fills the memory that scripts may take. */
  private static final String GREEDY = "local t = {} while true do t[#t + 1] = ('x'):rep(1000) end";

  private static final String[] NONSENSE = {
    "",
    "return",
    "return (",
    "\0",
    "return '\\",
    "goto x",
    "#!python\nreturn 1",
    "#!lua name=a\n",
    "-- nothing",
    "\33Lua",
    "return \377",
    "end",
    "local a <const> = 1"
  };

  private final Random random;

  LuaTexts(Random random) {
    this.random = random;
  }

  String script() {
    int kind = random.nextInt(1000);
    if (kind < 4) {
      return pick(ENDLESS);
    } else if (kind < 5) {
      return GREEDY;
    } else if (kind < 30) {
      return pick(NONSENSE);
    } else if (kind < 80) {
      return spoilt(pick(random.nextBoolean() ? CALLS : LIBRARIES));
    } else if (kind < 350) {
      return pick(LIBRARIES);
    } else {
      return pick(CALLS);
    }
  }

  /** A script that {@code SCRIPT LOAD} and {@code EVALSHA} meet at. */
  String known() {
    return CALLS[random.nextInt(4)];
  }

  String library() {
    String name = pick("lib", "lib", "lib2", "x y", "");
    String body = random.nextInt(4) == 0 ? script() : pick(CALLS);
    body = body.replace("KEYS", "keys").replace("ARGV", "args");
    String function = pick("f", "g", "h");
    return switch (random.nextInt(8)) {
      case 0 -> "#!lua name=" + name + "\n" + pick(NONSENSE);
      case 1 -> "#!lua name=" + name + "\nwhile true do end";
      case 2 ->
          "#!lua name=lib2\nredis.register_function('spin', function() while true do end end)";
      case 3 ->
          "#!lua name="
              + name
              + "\nredis.register_function{function_name='"
              + function
              + "', callback=function(keys, args) "
              + body
              + "\nend, flags={'"
              + pick("no-writes", "allow-oom", "allow-stale", "nonsense")
              + "'}}";
      default ->
          "#!lua name="
              + name
              + "\nredis.register_function('"
              + function
              + "', function(keys, args) "
              + body
              + "\nend)";
    };
  }

  private String spoilt(String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int steps = 1 + random.nextInt(3); steps > 0 && !spoilt.isEmpty(); steps--) {
      int at = random.nextInt(spoilt.length());
      if (random.nextBoolean()) {
        spoilt.deleteCharAt(at);
      } else {
        spoilt.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return spoilt.toString();
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
