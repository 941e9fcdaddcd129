// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes scripts and functions that run other requests: given as arguments, or written into the
 * script, several in a row; and such that show how values come into Lua and out of it.
 *
 * <p>What a script answers is to be compared as the requests' own answers are, so it remembers
 * which it has put into which.
 */
final class ScriptGenerator {
  /**
   * What a script runs.
   *
   * @param requests in their order
   * @param each whether the reply is an array with that of each; else it is that of the one
   */
  record Scripted(List<List<String>> requests, boolean each) {}

  /** Commands whose answers depend on chance, or need questions around them. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "select",
          "randomkey",
          "spop",
          "srandmember",
          "hrandfield",
          "zrandmember",
          // Not allowed in scripts before 7.2.
          "blpop",
          "brpop",
          "blmpop",
          "blmove",
          "brpoplpush",
          "bzpopmin",
          "bzpopmax",
          "bzmpop");

  /** Before 7.2 who asked for entries and got none was no consumer afterwards. */
  private static final Set<String> ALONE = Set.of("xreadgroup", "xclaim", "xautoclaim");

  private static final String[] CALLS = {
    "return redis.call(unpack(ARGV))",
    "return redis.pcall(unpack(ARGV))",
    "redis.setresp(3) return redis.call(unpack(ARGV))",
    "redis.setresp(3) return redis.pcall(unpack(ARGV))",
    "local r = redis.call(unpack(ARGV)) return r",
    "#!lua\nreturn redis.call(unpack(ARGV))",
    "#!lua flags=no-writes\nreturn redis.call(unpack(ARGV))",
    "return redis.call(ARGV[1], unpack(ARGV, 2))",
    "local f = coroutine.wrap(function() return redis.pcall(unpack(ARGV)) end) return f()",
    "redis.replicate_commands() return redis.call(unpack(ARGV))",
  };

  /** The functions that the library has, each running what it is given. */
  private static final String[] FUNCTIONS = {"call", "pcall", "resp3", "reads"};

  private static final String LIBRARY =
      "#!lua name=lib\n"
          + "redis.register_function('call', function(keys, args) return redis.call(unpack(args))"
          + " end)\n"
          + "redis.register_function('pcall', function(keys, args) return redis.pcall(unpack(args))"
          + " end)\n"
          + "redis.register_function('resp3', function(keys, args) redis.setresp(3)"
          + " return redis.call(unpack(args)) end)\n"
          + "redis.register_function{function_name='reads', callback=function(keys, args)"
          + " return redis.call(unpack(args)) end, flags={'no-writes'}}";

  private static final String[] LIBRARIES = {
    LIBRARY,
    LIBRARY,
    LIBRARY,
    "#!lua name=other\nredis.register_function('call', function() return 1 end)",
    "#!lua name=lib\nredis.register_function('call', function() return {ok='once'} end)",
    "#!lua name=lib\nreturn 1",
    "#!lua name=lib\nredis.register_function('a b', function() end)",
    "#!lua name=lib\nredis.register_function('call')",
    "#!lua name=lib\nredis.register_function{function_name='x', callback=function() end, f=1}",
    "#!lua name=lib\nredis.register_function{function_name='x', callback=function() end,"
        + " flags={'bogus'}}",
    "#!lua name=lib\nlocal function f( redis.register_function('x', f)",
    "#!lua\nredis.register_function('x', function() end)",
    "#!lua name=\nreturn",
    "#!js name=lib\nreturn",
    "#!lua name=lib bogus=1\nreturn",
    "return 1",
    "",
  };

  private static final String[] VALUES = {
    "1",
    "-1",
    "3.99",
    "-3.99",
    "1e15",
    "2^53",
    "-2^53",
    "0",
    "true",
    "false",
    "nil",
    "'text'",
    "''",
    "'a\\0b'",
    "{}",
    "{1, 2, 3}",
    "{1, nil, 3}",
    "{ok='fine'}",
    "{err='bad'}",
    "{err='MY bad'}",
    "{ok='a\\r\\nb'}",
    "{err='a\\nb'}",
    "{'a', {'b', {'c'}}}",
    "{double=1.5}",
    "{double=1/0}",
    "{map={a=1}}",
    "{set={a=true}}",
    "{big_number='12345678901234567890'}",
    "{verbatim_string={string='text', format='txt'}}",
    "{a=1}",
    "{err=1}",
    "{ok=1}",
    "#ARGV",
    "#KEYS",
    "KEYS",
    "ARGV",
    "KEYS[1]",
    "ARGV[1]",
    "ARGV[99]",
    "tonumber(ARGV[1])",
    "type(ARGV)",
    "tostring(1e15)",
    "tostring(0.1)",
    "1e100",
    "-0",
    "redis.status_reply('s')",
    "redis.error_reply('e')",
    "redis.error_reply('-E e')",
    "redis.error_reply('')",
    "redis.sha1hex(ARGV[1] or '')",
    "redis.LOG_WARNING",
    "redis.REDIS_VERSION == nil",
    "cjson.encode({1, 2.5, 'a', true, {}})",
    "cjson.encode({a=1})",
    "cjson.encode(ARGV)",
    "cjson.encode(1e15)",
    "cjson.encode(0.1)",
    "cjson.encode('\\0\\31\"/')",
    "cjson.encode(nil)",
    "cjson.decode('[1, 2.5, \"a\", null, true]')",
    "cjson.decode('{\"ok\": \"x\"}').ok",
    "cjson.decode(ARGV[1] or 'x')",
    "cjson.decode('[')",
    "cmsgpack.pack(1, 'a', {1, 2}, 1.5, nil)",
    "cmsgpack.unpack(cmsgpack.pack(ARGV))",
    "cmsgpack.unpack(ARGV[1] or '\\193')",
    "{struct.unpack('>I2h', '\\1\\2\\3\\4')}",
    "struct.pack('<I4s', 77, ARGV[1] or '')",
    "struct.size('bhilxs')",
    "bit.bor(1, 6)",
    "bit.tohex(-1)",
    "bit.lshift(1, 31)",
    "string.format('%5.2f|%s|%q|%x', 1.234, 'a', 'b\\n', 255)",
    "('abc'):rep(3, ',')",
    "('hello world'):gsub('o', '0')",
    "{('key=value'):match('(%w+)=(%w+)')}",
    "table.concat(ARGV, ',')",
    "math.floor(-3.5)",
    "math.max(1, 2.5)",
    "select('#', unpack(ARGV))",
    "x",
    "print",
    "dofile",
    "loadstring('return 7')()",
    "_G == nil",
    "pcall(error, 'e')",
    "{pcall(error, {err='E e'})}",
    "error('e')",
    "error({err='E e'})",
    "error({err='E e', ignore_error_stats_update=true})",
    "error()",
    "error(nil)",
    "redis.call()",
    "redis.call({})",
    "redis.call(1)",
    "redis.call('GET')",
    "redis.pcall('bogus')",
    "redis.call('ECHO', 3.5)",
    "redis.call('ECHO', 1e20)",
    "redis.call('ECHO', true)",
    "redis.call('ECHO', 2^63)",
    "redis.acl_check_cmd('set', 'a', 'b')",
    "redis.acl_check_cmd('x')",
    "redis.setresp(4)",
    "redis.setresp()",
    "redis.breakpoint()",
    "redis.debug('x')",
    "redis.set_repl(redis.REPL_ALL)",
    "redis.set_repl(99)",
    "redis.log('x')",
    "redis.nosuch",
  };

  private static final String[] OTHERS = {
    "return",
    "return (",
    "return 'unfinished",
    "x = 1",
    "local a = 1 return a, 2",
    "redis.call = nil",
    "string.x = 1",
    "local t = {} t[1] = t return #t",
    "for i = 1, 3 do redis.call('INCR', 'n1') end return redis.call('GET', 'n1')",
    "redis.call('SELECT', '3') redis.call('SET', 'a', 'b') return redis.call('DBSIZE') > 0",
    "redis.call('SET', 'n2', 1) error('after a write')",
    "redis.call('SET', 'n2', 2) redis.call('RPUSH', 'n2', 1)",
    "redis.pcall('LPUSH', 'list1', unpack(ARGV)) return redis.pcall('LRANGE', 'list1', 0, 3)",
    "local ok, e = pcall(redis.call, 'INCR', 'list1') return type(e) == 'table' and e.err or e",
    "local e = redis.pcall('INCR', 'list1') return e",
    "local e = redis.pcall('INCR', 'list1') return {type(e) == 'table' and e.err or e}",
    "#!lua flags=bogus\nreturn 1",
    "#!lua bogus\nreturn 1",
    "#!lua name=x\nreturn 1",
    "#!lua flags=no-writes,allow-stale,no-cluster,allow-oom,allow-cross-slot-keys\nreturn 1",
    "#!bogus\nreturn 1",
    "#!lua",
    "",
    "-- nothing",
  };

  private static final int REMEMBERED = 4_000;

  /** Longer requests are not written into scripts. */
  private static final int MOST_CHARACTERS = 2_000;

  private final Random random;
  private final CommandGenerator words;
  private final Supplier<List<String>> requests;
  private final Map<String, Scripted> remembered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Scripted> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Makes scripts that run some of {@code requests}. */
  ScriptGenerator(Random random, CommandGenerator words, Supplier<List<String>> requests) {
    this.random = random;
    this.words = words;
    this.requests = requests;
  }

  /** What a request runs within it; null for one that runs nothing that was made here. */
  @Nullable Scripted scripted(List<String> request) {
    return remembered.get(memory(request));
  }

  private static String memory(List<String> request) {
    return String.join("\0", request.subList(1, request.size()));
  }

  void add(Consumer<String> to) {
    List<String> request =
        switch (random.nextInt(20)) {
          case 0, 1, 2, 3, 4 -> withArguments();
          case 5, 6, 7, 8, 9, 10 -> written();
          case 11, 12 -> evaluating("return " + words.pick(VALUES));
          case 13 -> evaluating("return {" + words.pick(VALUES) + ", " + words.pick(VALUES) + "}");
          case 14 -> evaluating(words.pick(OTHERS));
          case 15 -> about();
          case 16 -> library();
          default -> function();
        };
    request.forEach(to);
  }

  /** A script that runs its arguments. */
  private List<String> withArguments() {
    String script = words.pick(CALLS);
    boolean known = random.nextInt(3) == 0;
    List<String> request = new ArrayList<>();
    if (known) {
      request.add(words.pick("EVALSHA", "EVALSHA", "EVALSHA_RO"));
      request.add(
          random.nextInt(4) == 0 ? digest(script).toUpperCase(Locale.ROOT) : digest(script));
    } else {
      request.add(words.pick("EVAL", "EVAL", "EVAL", "EVAL_RO"));
      request.add(script);
    }
    return running(request);
  }

  private List<String> function() {
    List<String> request = new ArrayList<>();
    request.add(words.pick("FCALL", "FCALL", "FCALL", "FCALL_RO"));
    request.add(random.nextInt(20) == 0 ? words.pick("nosuch", "", "x") : words.pick(FUNCTIONS));
    return running(request);
  }

  /** The same with keys and a request for arguments. */
  private List<String> running(List<String> request) {
    int keys = random.nextInt(3);
    request.add(random.nextInt(40) == 0 ? words.integer() : Integer.toString(keys));
    for (int i = 0; i < keys; i++) {
      request.add(words.key());
    }
    List<String> inner = inner();
    request.addAll(inner);
    return remember(request, new Scripted(List.of(inner), false));
  }

  private List<String> remember(List<String> request, Scripted scripted) {
    remembered.put(memory(request), scripted);
    return request;
  }

  /** A script with up to four requests written into it. */
  private List<String> written() {
    List<List<String>> all = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      List<String> inner = inner();
      if (inner.stream().mapToInt(String::length).sum() > MOST_CHARACTERS
          || (i > 1 && ALONE.contains(inner.getFirst().toLowerCase(Locale.ROOT)))) {
        continue;
      }
      if (!all.isEmpty() && ALONE.contains(inner.getFirst().toLowerCase(Locale.ROOT))) {
        continue;
      }
      all.add(inner);
      if (DifferentialTest.isExpiring(inner.getFirst().toLowerCase(Locale.ROOT))
          && inner.size() > 1) {
        // What has passed already is gone here; there it is gone when somebody looks.
        all.add(List.of("EXISTS", inner.get(1)));
      }
    }
    StringBuilder script = new StringBuilder("local r = {} ");
    String call = random.nextInt(4) == 0 ? "redis.call" : "redis.pcall";
    for (int i = 0; i < all.size(); i++) {
      script.append("r[").append(i + 1).append("] = ").append(call).append('(');
      for (int j = 0; j < all.get(i).size(); j++) {
        script.append(j == 0 ? "" : ", ");
        quote(all.get(i).get(j), script);
      }
      script.append(") ");
    }
    script.append("return r");
    String name = random.nextInt(8) == 0 ? "EVAL_RO" : "EVAL";
    return remember(
        new ArrayList<>(List.of(name, script.toString(), "0")), new Scripted(all, true));
  }

  private void quote(String word, StringBuilder to) {
    if (word.matches("0|[1-9]\\d{0,8}") && random.nextInt(4) == 0) {
      to.append(word);
      return;
    }
    to.append('"');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        to.append(c);
      } else {
        to.append('\\').append("%03d".formatted((int) c));
      }
    }
    to.append('"');
  }

  private List<String> inner() {
    for (int attempts = 0; attempts < 20; attempts++) {
      List<String> inner = requests.get();
      String name = inner.getFirst().toLowerCase(Locale.ROOT);
      if (!LEFT_OUT.contains(name) && !name.startsWith("sort")) {
        return inner;
      }
    }
    return List.of("PING");
  }

  private List<String> evaluating(String script) {
    List<String> request = new ArrayList<>(List.of(words.pick("EVAL", "EVAL", "EVAL_RO"), script));
    int keys = random.nextInt(3);
    request.add(random.nextInt(20) == 0 ? words.integer() : Integer.toString(keys));
    for (int i = random.nextInt(3) + keys; i > 0; i--) {
      request.add(random.nextBoolean() ? words.key() : words.shortValue());
    }
    return request;
  }

  private List<String> about() {
    String digest = digest(words.pick(CALLS));
    return switch (random.nextInt(8)) {
      case 0 -> List.of("SCRIPT", "EXISTS", digest, digest.toUpperCase(Locale.ROOT), "x");
      case 1 -> List.of("SCRIPT", "FLUSH", words.pick("SYNC", "ASYNC", "bogus"));
      case 2 -> List.of("SCRIPT", words.pick("KILL", "LOAD", "EXISTS", "bogus"));
      case 3 -> List.of("SCRIPT", "LOAD", words.pick(OTHERS));
      default -> List.of("SCRIPT", "LOAD", words.pick(CALLS));
    };
  }

  private List<String> library() {
    return switch (random.nextInt(12)) {
      case 0 -> List.of("FUNCTION", "DELETE", words.pick("lib", "other", "x"));
      case 1 -> List.of("FUNCTION", "FLUSH", words.pick("SYNC", "ASYNC", "bogus"));
      case 2 -> List.of("FUNCTION", words.pick("KILL", "bogus", "LOAD", "DELETE"));
      case 3 -> List.of("FUNCTION", "LIST", "LIBRARYNAME", words.pick("lib", "other", "x*"));
      case 4 -> List.of("FUNCTION", "LIST", "LIBRARYNAME", "lib", words.pick("WITHCODE", "x"));
      case 5, 6 -> List.of("FUNCTION", "LOAD", words.pick(LIBRARIES));
      default -> List.of("FUNCTION", "LOAD", words.anyCase("REPLACE"), words.pick(LIBRARIES));
    };
  }

  private static String digest(String script) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-1").digest(script.getBytes(ISO_8859_1));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
