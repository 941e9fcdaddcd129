// SPDX-License-Identifier: Apache-2.0
package io.radish.command.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.resp.ReplySink;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that mean harm: each is to end, within its memory, and leave a machine that works. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LuaMachineTest {
  private static final long MOST_BYTES = 32L << 20;

  /** What a script may have taken beyond its limit while its reply was made. */
  private static final long SLACK_BYTES = 1L << 20;

  private final List<String> called = new ArrayList<>();
  private @Nullable LuaMachine open;

  private LuaMachine machine() {
    LuaMachine machine = open;
    if (machine == null) {
      throw new IllegalStateException("not made yet");
    }
    return machine;
  }

  @BeforeEach
  void make() throws IOException {
    LuaHost host =
        new LuaHost() {
          @Override
          public @Nullable String call(byte[][] words, int protocol, ReplySink reply) {
            String name = new String(words[0], StandardCharsets.US_ASCII);
            called.add(name);
            if (name.equals("kill")) {
              machine().kill();
            }
            byte[] ok = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
            if (name.equals("big")) {
              ok = ("$" + MOST_BYTES + "\r\n").getBytes(StandardCharsets.US_ASCII);
              reply.block(ok, 0, ok.length);
              ok = new byte[(int) MOST_BYTES + 2];
            }
            reply.block(ok, 0, ok.length);
            return name.equals("refused") ? "no" : null;
          }

          @Override
          public int mayRun(byte[][] words) {
            return NO_SUCH_COMMAND;
          }

          @Override
          public void log(int level, byte[] text) {
            called.add(level + " " + new String(text, StandardCharsets.US_ASCII));
          }

          @Override
          public String text(double number) {
            return Double.toString(number);
          }

          @Override
          public long millis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
          }
        };
    open = LuaMachines.make(host, new LuaMachines.Kind(false, MOST_BYTES, "7.2.5", 0x070205));
  }

  @AfterEach
  void close() {
    machine().pardon();
    assertThat(run("return 'still here'")).isEqualTo("$10\r\nstill here\r\n");
    assertThat(machine().usedBytes()).isLessThan(MOST_BYTES + SLACK_BYTES);
    machine().close();
  }

  /** Runs a script; what it answers with. */
  private String run(String code) {
    byte[] bytes = code.getBytes(StandardCharsets.ISO_8859_1);
    byte[] digest = LuaMachine.digest(bytes, 0);
    try {
      machine().load(digest, bytes, 0);
    } catch (LuaMachine.Refused e) {
      return "refused: " + e.getMessage();
    }
    LuaMachine.Ending _ = machine().run(0, digest, List.of(), List.of(), 2);
    String reply =
        new String(machine().reply().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    machine().done();
    machine().forget(digest);
    return reply;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.call('kill') while true do end",
        "redis.call('kill') while true do pcall(function() while true do end end) end",
        "redis.call('kill') while true do xpcall(function() error('x') end,"
            + " function() while true do end end) end",
        "local function f() while true do pcall(f2 or function() while true do end end) end end"
            + " redis.call('kill') while true do pcall(coroutine.wrap(f)) end",
        "local all={} for i=1,100 do all[i]=coroutine.create(function() while true do"
            + " pcall(function() while true do end end) end end) end"
            + " redis.call('kill') while true do for i=1,100 do coroutine.resume(all[i]) end end",
        "local function f() redis.call('kill') while true do end end"
            + " while true do coroutine.resume(coroutine.create(f)) end",
        "redis.call('kill') return string.find(string.rep('a',40)..'b', string.rep('a*',30)..'c')",
        "local t={} t[1]=t t[2]=t redis.call('kill') return t",
        "redis.call('kill') table.insert({},-2147483648,1)",
        "local m=setmetatable({},{__index=function(t,k) while true do end end})"
            + " redis.call('kill') return pcall(function() return m.x end) or m.y",
      })
  void endlessScript_killed_ends(String code) {
    String reply = run(code);
    assertThat(reply).startsWith("-");
    assertThat(called).contains("kill");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return string.rep('x', 2^31-1)",
        "return string.rep('x', 1e9)",
        "local s='x' while true do s=s..s end",
        "local t={} while true do t[#t+1]={} end",
        "local t={} for i=1,1e9 do t[i]=i end",
        "local t={} for i=1,40 do t[i]=string.rep('x',1e6) end return table.concat(t)",
        "return redis.call('big')",
        "local t={} for i=1,1e6 do t[i]=coroutine.create(function() end) end",
        "return cmsgpack.pack(string.rep('x',2e7))..string.rep('y',2e7)",
        "local t={} for i=1,1e6 do t[i]=function() return t end end return #t",
        "return loadstring('return '..string.rep('{',1e7))",
        "return string.format('%s%s',string.rep('x',2e7),string.rep('x',2e7))",
        "return cjson.encode(string.rep('\\0',1e7))",
        "local t={} t[2^26]=1 for i=1,2^26 do t[i]=i end",
      })
  void greedyScript_endsWithinItsMemory(String code) {
    assertThat(run(code)).contains("not enough memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local function f() return 1+f() end return f()",
        "local function f() return pcall(f) end return tostring(f())",
        "local function f() return coroutine.wrap(f)() end return f()",
        "local t=setmetatable({},{}) getmetatable(t).__index=function(t,k) return t[k+1] end"
            + " return t[1]",
        "local t={} for i=1,1e5 do t={t} end return t",
        "local t={} for i=1,1e5 do t={t} end return cjson.encode(t)",
        "local t={} for i=1,1e5 do t={t} end return cmsgpack.unpack(cmsgpack.pack(t))",
        "return cjson.decode(string.rep('[',1e6))",
        "cjson.decode_max_depth(1e9) return cjson.decode(string.rep('[',1e6))",
        "cjson.encode_max_depth(1e9)",
        "return cmsgpack.unpack(string.rep('\\x91',1e6))",
        "return cmsgpack.unpack('\\xdd\\xff\\xff\\xff\\xff')",
        "return cmsgpack.unpack('\\xc6\\xff\\xff\\xff\\xffx')",
        "return cmsgpack.unpack_limit('',2^31,-5)",
        "return {cmsgpack.unpack_limit(string.rep('\\1',100000),100000,0)}",
        "return struct.pack('>I9000000000',1)",
        "return struct.pack('c0',string.rep('x',100))",
        "return struct.unpack('c2147483647','x')",
        "return struct.unpack('>I8','x',2147483647)",
        "return struct.size(string.rep('i',1e6))",
        "return unpack({},-2147483647,2147483647)",
        "return unpack({},1,1e7)",
        "return {unpack({},2147483646,2147483647)}",
        "return string.find(string.rep('a',1e6),string.rep('a?',1e6))",
        "return string.find('x',string.rep('(',1e5))",
        "return string.gsub(string.rep('a',1e5),string.rep('.-',5000)..'b','')",
        "return string.format('%'..string.rep('0',1000)..'d',1)",
        "return string.format('%99999999s','x')",
        "return ('x'):rep(-1)..(''):rep(2^31-1)",
        "return string.byte(string.rep('x',1e6),1,-1)",
        "return loadstring(string.rep('(',1e6))",
        "return loadstring('return '..string.rep('a.',1e6)..'b')",
        "return loadstring('local '..string.rep('a,',300)..'b')",
        "return loadstring('\\27Lua\\81\\0\\1\\4\\8\\4\\8\\0')",
        "return load(function() return '\\27Lua' end)",
        "return loadstring(string.dump(function() return 1 end))",
        "local f=loadstring('return function('..string.rep('a,',199)..'b,...) return ... end')"
            + " return f and f()()",
        "local f=loadstring('return function('..table.concat((function() local t={} for i=1,190 do"
            + " t[i]='a'..i end return t end)(),',')..',...) return ... end')()"
            + " local function g(n) f() if n>0 then g(n-1) end end g(5000)",
        "return table.sort({3,1,2},function() return true end)",
        "local t={} for i=1,1000 do t[i]=i%7 end table.sort(t,function(a,b) return true end)",
        "return io.open('/etc/passwd')",
        "return os.execute('true')",
        "return os.exit()",
        "return debug.getinfo(1)",
        "return require('os')",
        "return package.loadlib('x','y')",
        "return dofile('/etc/passwd')",
        "return loadfile('/etc/passwd')",
        "return newproxy(true)",
        "return getfenv()",
        "_G.x=1",
        "rawset(_G,'x',1)",
        "setmetatable(_G,{})",
        "getmetatable('').__index=nil",
        "string.rep=nil",
        "redis.call=nil",
        "table.insert(cjson,1)",
        "error(redis)",
        "error(setmetatable({},{__index=function() error('y') end}))",
        "error(setmetatable({},{__tostring=function() return nil end}))",
        "return setmetatable({},{__index=function() error('y') end})",
        "redis.call(unpack({},1,7000))",
        "return redis.sha1hex(string.rep('x',1e6))",
        "redis.log(3,string.rep('x',10))",
        "redis.setresp(3) return {map={[{}]={}},set={}}",
        "return {verbatim_string={format='',string=''}}",
        "return {big_number='\\r\\n1'}",
        "return {double=0/0}",
        "return collectgarbage('setpause',-1)",
        "return collectgarbage('stop')",
        "return collectgarbage('step',-1)",
        "coroutine.yield(1)",
        "return coroutine.yield",
        "return redis.register_function('x',function() end)",
        "return redis.acl_check_cmd('x')",
        "return redis.call('refused')",
        "return tostring(1e308*10)..tostring(-(0/0))",
        "return bit.lshift(1,1e300)..bit.tohex(1,-2147483648)",
        "return math.random(-2147483648,2147483647)",
        "return string.char(256)",
        "return tonumber('1',1e9)",
        "return #arg",
        "return select(-2147483648,1)",
      })
  void hostileScript_ends(String code) {
    assertThat(run(code)).matches("(?s)([-:$*+]|refused).*");
  }

  @Test
  void garbageCollector_stopped_isBoundAllTheSame() {
    assertThat(run("collectgarbage('stop') while true do local x={} end"))
        .contains("not enough memory");
    assertThat(run("local n=0 for i=1,3e6 do local x={} n=n+1 end return n"))
        .isEqualTo(":3000000\r\n");
  }

  @Test
  void commandThatThrows_endsTheScript_andIsThrownAgain() throws IOException {
    LuaHost broken =
        new LuaHost() {
          @Override
          public @Nullable String call(byte[][] words, int protocol, ReplySink reply) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public int mayRun(byte[][] words) {
            return 0;
          }

          @Override
          public void log(int level, byte[] text) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public String text(double number) {
            return "";
          }

          @Override
          public long millis() {
            return 0;
          }
        };
    byte[] code = "while true do pcall(redis.call,'x') end".getBytes(StandardCharsets.US_ASCII);
    byte[] digest = LuaMachine.digest(code, 0);
    try (LuaMachine other =
        LuaMachines.make(broken, new LuaMachines.Kind(false, MOST_BYTES, "7.2.5", 1))) {
      assertThatThrownBy(
              () -> {
                other.load(digest, code, 0);
                LuaMachine.Ending _ = other.run(0, digest, List.of(), List.of(), 2);
              })
          .hasRootCauseMessage("a bug");
    }
  }

  @Test
  void log_passesLevelAndText() {
    assertThat(run("redis.log(redis.LOG_WARNING,'a','b',1)")).isEqualTo("$-1\r\n");
    assertThat(called).containsExactly("3 a b 1");
  }
}
