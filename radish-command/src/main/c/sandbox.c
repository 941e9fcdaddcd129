/* SPDX-License-Identifier: Apache-2.0
 *
 * What scripts find in a machine: the libraries that Redis gives them, the table `redis` with the
 * ways to the host, and nothing that reaches further. All of it is read-only.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lauxlib.h"
#include "lualib.h"
#include "radish_lua.h"

/* What of the basic library is there: the rest reads files, prints, or makes objects that nobody can bound. */
static const char *const BASICS[] = {
    "xpcall", "tostring", "setmetatable", "next", "assert", "tonumber", "rawequal", "collectgarbage",
    "getmetatable", "rawset", "pcall", "coroutine", "type", "_G", "select", "unpack", "gcinfo", "pairs",
    "rawget", "loadstring", "ipairs", "_VERSION", "load", "error", "table", "string", "math", "cjson",
    "struct", "cmsgpack", "bit", "redis", "server", "os", NULL};

enum { NO_WRITES = 1, ALLOW_OOM = 2, ALLOW_STALE = 4, NO_CLUSTER = 8, ALLOW_CROSS_SLOT_KEYS = 16 };

static const struct {
  const char *name;
  int flag;
} FLAGS[] = {{"no-writes", NO_WRITES},
             {"allow-oom", ALLOW_OOM},
             {"allow-stale", ALLOW_STALE},
             {"no-cluster", NO_CLUSTER},
             {"allow-cross-slot-keys", ALLOW_CROSS_SLOT_KEYS}};

/* A function that a library has registered while it is loaded. */
typedef struct Registered {
  struct Registered *next;
  char *name;
  size_t name_length;
  char *description;
  size_t description_length;
  int flags;
  int reference;
} Registered;

/* ---- errors ---- */

/* Pushes {err='CODE text'}; a text that begins with '-' brings its code along. */
void push_error(lua_State *L, const char *text, size_t length) {
  while (length > 0 && (text[length - 1] == '\r' || text[length - 1] == '\n')) length--;
  lua_createtable(L, 0, 3);
  lua_pushliteral(L, "err");
  if (length > 0 && text[0] == '-') {
    text++;
    length--;
    if (memchr(text, ' ', length) == NULL) {
      lua_pushliteral(L, "ERR ");
      lua_pushlstring(L, text, length);
      lua_concat(L, 2);
    } else {
      lua_pushlstring(L, text, length);
    }
  } else {
    lua_pushliteral(L, "ERR ");
    lua_pushlstring(L, text, length);
    lua_concat(L, 2);
  }
  lua_rawset(L, -3);
}

void push_error_text(lua_State *L, const char *text) { push_error(L, text, strlen(text)); }

static int raise(lua_State *L, const char *text) {
  push_error_text(L, text);
  return lua_error(L);
}

/* Adds to an error where it happened, for lua_pcall. */
int error_handler(lua_State *L) {
  lua_Debug where;
  int known = lua_getstack(L, 1, &where) && lua_getinfo(L, "Sl", &where);
  if (known && strcmp(where.what, "C") == 0) {
    known = lua_getstack(L, 2, &where) && lua_getinfo(L, "Sl", &where);
  }
  lua_settop(L, 1);
  if (!lua_istable(L, 1)) {
    lua_createtable(L, 0, 3);
    lua_pushliteral(L, "err");
    lua_pushliteral(L, "ERR ");
    if (lua_isstring(L, 1)) {
      lua_pushvalue(L, 1);
    } else if (luaL_callmeta(L, 1, "__tostring") == 0) {
      lua_pushstring(L, lua_isboolean(L, 1) ? (lua_toboolean(L, 1) ? "true" : "false") : luaL_typename(L, 1));
    }
    if (!lua_isstring(L, -1)) {
      lua_pop(L, 1);
      lua_pushliteral(L, "?");
    }
    lua_concat(L, 2);
    lua_rawset(L, -3);
    lua_replace(L, 1);
  }
  if (known && !lua_isreadonlytable(L, 1)) {
    lua_pushliteral(L, "source");
    lua_pushstring(L, where.source);
    lua_rawset(L, 1);
    lua_pushliteral(L, "line");
    lua_pushinteger(L, where.currentline);
    lua_rawset(L, 1);
  }
  lua_settop(L, 1);
  return 1;
}

/* As pcall, but an error that Redis' functions raise stays a table only where it has no text. */
static int protected_call(lua_State *L) {
  luaL_checkany(L, 1);
  int count = lua_gettop(L);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  if (lua_pcall(L, count - 1, LUA_MULTRET, 0)) {
    lua_remove(L, 1);
    if (lua_istable(L, -1)) {
      lua_getfield(L, -1, "err");
      if (lua_isstring(L, -1)) {
        lua_replace(L, -2);
      } else {
        lua_pop(L, 1);
      }
    }
    lua_pushboolean(L, 0);
    lua_insert(L, 1);
  }
  return lua_gettop(L);
}

/* ---- redis.call and what is like it ---- */

static int write_argument(Machine *m, const char *bytes, size_t length) {
  return out_int(m, (int32_t)length) && out_put(m, bytes, (int64_t)length);
}

/* Packs the arguments into `out`; pushes an error and returns 0 where they are none. */
static int write_arguments(lua_State *L, Machine *m) {
  int count = lua_gettop(L);
  if (count == 0) {
    push_error_text(L, "Please specify at least one argument for this redis lib call");
    return 0;
  }
  out_clear(m);
  int written = out_int(m, count);
  for (int i = 1; i <= count && written; i++) {
    char number[64];
    size_t length;
    if (lua_type(L, i) == LUA_TNUMBER) {
      lua_Number value = lua_tonumber(L, i);
      if (value > -9007199254740992.0 && value < 9007199254740992.0 && value == floor(value)) {
        length = (size_t)snprintf(number, sizeof number, "%lld", (long long)value);
      } else {
        length = (size_t)snprintf(number, sizeof number, "%.17g", value);
      }
      written = write_argument(m, number, length);
    } else if (lua_type(L, i) == LUA_TSTRING) {
      const char *text = lua_tolstring(L, i, &length);
      written = write_argument(m, text, length);
    } else {
      lua_settop(L, 0);
      push_error_text(L, "Lua redis lib command arguments must be strings or integers");
      return 0;
    }
  }
  lua_settop(L, 0);
  if (!written) push_error_text(L, "the arguments of the command are too large");
  return written;
}

static void check_running(lua_State *L, Machine *m, const char *name) {
  if (!m->running) {
    char text[100];
    snprintf(text, sizeof text, "redis.%s can only be called inside a script invocation", name);
    raise(L, text);
  }
}

static int command(lua_State *L, int raising) {
  Machine *m = machine_of(L);
  check_running(L, m, "call/pcall");
  if (!write_arguments(L, m)) return raising ? lua_error(L) : 1;
  int refused = host_asked(m, HOST_CALL);
  const char *in = (const char *)(intptr_t)m->in;
  if (refused) {
    push_error(L, in, (size_t)m->in_length);
    lua_pushliteral(L, "ignore_error_stats_update");
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
  } else {
    push_reply(L, in, m->in_length);
    raising = raising && in[0] == '-';
  }
  return raising ? lua_error(L) : 1;
}

static int redis_call(lua_State *L) { return command(L, 1); }

static int redis_pcall(lua_State *L) { return command(L, 0); }

static int redis_acl_check_cmd(lua_State *L) {
  Machine *m = machine_of(L);
  check_running(L, m, "acl_check_cmd");
  if (!write_arguments(L, m)) return lua_error(L);
  int answer = host_asked(m, HOST_ACL);
  if (answer < 0) return raise(L, "Invalid command passed to redis.acl_check_cmd()");
  lua_pushboolean(L, answer);
  return 1;
}

static int redis_sha1hex(lua_State *L) {
  Machine *m = machine_of(L);
  if (lua_gettop(L) != 1) return raise(L, "wrong number of arguments");
  size_t length = 0;
  const char *text = lua_tolstring(L, 1, &length);
  out_clear(m);
  if (!out_put(m, text == NULL ? "" : text, (int64_t)length)) return raise(L, "the text is too large");
  host_asked(m, HOST_SHA1);
  lua_pushlstring(L, (const char *)(intptr_t)m->in, 40);
  return 1;
}

static int redis_error_reply(lua_State *L) {
  if (lua_gettop(L) != 1 || lua_type(L, -1) != LUA_TSTRING) {
    push_error_text(L, "wrong number or type of arguments");
    return 1;
  }
  const char *text = lua_tostring(L, 1);
  if (text[0] == '-') {
    push_error_text(L, text);
  } else {
    lua_pushliteral(L, "-");
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
    push_error_text(L, lua_tostring(L, -1));
  }
  return 1;
}

static int redis_status_reply(lua_State *L) {
  if (lua_gettop(L) != 1 || lua_type(L, -1) != LUA_TSTRING) {
    push_error_text(L, "wrong number or type of arguments");
    return 1;
  }
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "ok");
  lua_pushvalue(L, 1);
  lua_rawset(L, -3);
  return 1;
}

/* Effects are always journaled: the argument is checked, and that is all. */
static int redis_set_repl(lua_State *L) {
  check_running(L, machine_of(L), "set_repl");
  if (lua_gettop(L) != 1) return raise(L, "redis.set_repl() requires one argument.");
  if (((int)lua_tonumber(L, 1) & ~3) != 0) {
    return raise(L, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
  }
  return 0;
}

static int redis_setresp(lua_State *L) {
  Machine *m = machine_of(L);
  check_running(L, m, "setresp");
  if (lua_gettop(L) != 1) return raise(L, "redis.setresp() requires one argument.");
  int version = (int)lua_tonumber(L, 1);
  if (version != 2 && version != 3) return raise(L, "RESP version must be 2 or 3.");
  m->resp = version;
  return 0;
}

static int redis_log(lua_State *L) {
  Machine *m = machine_of(L);
  int count = lua_gettop(L);
  if (count < 2) return raise(L, "redis.log() requires two arguments or more.");
  if (!lua_isnumber(L, 1)) return raise(L, "First argument must be a number (log level).");
  int level = (int)lua_tonumber(L, 1);
  if (level < 0 || level > 3) return raise(L, "Invalid debug level.");
  out_clear(m);
  for (int i = 2; i <= count; i++) {
    size_t length;
    const char *text = lua_tolstring(L, i, &length);
    if (text == NULL) continue;
    if (i > 2) out_put(m, " ", 1);
    out_put(m, text, (int64_t)length);
  }
  m->number = level;
  host_asked(m, HOST_LOG);
  return 0;
}

static int redis_replicate_commands(lua_State *L) {
  lua_pushboolean(L, 1);
  return 1;
}

static int redis_breakpoint(lua_State *L) {
  lua_pushboolean(L, 0);
  return 1;
}

static int redis_debug(lua_State *L) {
  (void)L;
  return 0;
}

/* ---- numbers and time ---- */

static double next_random(Machine *m) {
  m->random = (m->random * 0x5DEECE66DULL + 0xB) & 0xFFFFFFFFFFFFULL;
  int32_t most = 0x7FFFFFFF;
  return (double)((int32_t)(m->random >> 17) % most) / (double)most;
}

static int math_random(lua_State *L) {
  Machine *m = machine_of(L);
  if (!m->running) return luaL_error(L, "math.random can only be called inside a script invocation");
  double r = next_random(m);
  int low, high;
  switch (lua_gettop(L)) {
    case 0:
      lua_pushnumber(L, r);
      return 1;
    case 1:
      low = 1;
      high = luaL_checkint(L, 1);
      luaL_argcheck(L, low <= high, 1, "interval is empty");
      break;
    case 2:
      low = luaL_checkint(L, 1);
      high = luaL_checkint(L, 2);
      luaL_argcheck(L, low <= high, 2, "interval is empty");
      break;
    default:
      return luaL_error(L, "wrong number of arguments");
  }
  lua_pushnumber(L, floor(r * ((double)high - low + 1)) + low);
  return 1;
}

static int math_randomseed(lua_State *L) {
  Machine *m = machine_of(L);
  if (!m->running) return luaL_error(L, "math.randomseed can only be called inside a script invocation");
  m->random = ((uint64_t)(uint32_t)luaL_checkint(L, 1) << 16) | 0x330E;
  return 0;
}

static int os_clock(lua_State *L) {
  Machine *m = machine_of(L);
  host_asked(m, HOST_CLOCK);
  lua_pushnumber(L, m->number);
  return 1;
}

/* ---- register_function ---- */

static char *copy_of(const char *text, size_t length) {
  char *made = malloc(length + 1);
  if (made != NULL) {
    memcpy(made, text, length);
    made[length] = 0;
  }
  return made;
}

static void free_registered(Registered *r) {
  free(r->name);
  free(r->description);
  free(r);
}

void unregister(Machine *m) {
  while (m->registered != NULL) {
    Registered *r = m->registered;
    m->registered = r->next;
    luaL_unref(m->lua, LUA_REGISTRYINDEX, r->reference);
    free_registered(r);
  }
}

/* Hands over what was registered: the number, and of each its name, description, flags, reference. */
void write_registered(Machine *m) {
  int32_t count = 0;
  for (Registered *r = m->registered; r != NULL; r = r->next) count++;
  out_clear(m);
  out_int(m, count);
  while (m->registered != NULL) {
    Registered *r = m->registered;
    m->registered = r->next;
    write_argument(m, r->name, r->name_length);
    out_int(m, r->description == NULL ? 0 : 1);
    write_argument(m, r->description == NULL ? "" : r->description, r->description_length);
    out_int(m, r->flags);
    out_int(m, r->reference);
    free_registered(r);
  }
}

static int same_name(const char *a, const char *b) {
  for (; *a != 0 && *b != 0; a++, b++) {
    int c = *a >= 'A' && *a <= 'Z' ? *a + 32 : *a;
    int d = *b >= 'A' && *b <= 'Z' ? *b + 32 : *b;
    if (c != d) return 0;
  }
  return *a == *b;
}

/* Reads flags from the table on top; -1 where one of them is none. */
static int read_flags(lua_State *L) {
  int flags = 0;
  for (int i = 1;; i++) {
    lua_rawgeti(L, -1, i);
    if (lua_isnil(L, -1)) {
      lua_pop(L, 1);
      return flags;
    }
    if (!lua_isstring(L, -1)) return -1;
    const char *name = lua_tostring(L, -1);
    int flag = 0;
    for (size_t j = 0; j < sizeof FLAGS / sizeof FLAGS[0]; j++) {
      if (same_name(FLAGS[j].name, name)) flag = FLAGS[j].flag;
    }
    if (flag == 0) return -1;
    flags |= flag;
    lua_pop(L, 1);
  }
}

/* Leaves name, callback and description (or nil) at 2, 3 and 4; an error text, or null. */
static const char *read_named(lua_State *L, int *flags) {
  if (!lua_istable(L, 1)) {
    return "calling redis.register_function with a single argument is only applicable to Lua table"
           " (representing named arguments).";
  }
  lua_settop(L, 4);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) {
      return "named argument key given to redis.register_function is not a string";
    }
    const char *key = lua_tostring(L, -2);
    if (same_name(key, "function_name")) {
      if (!lua_isstring(L, -1)) return "function_name argument given to redis.register_function must be a string";
      lua_pushvalue(L, -1);
      lua_replace(L, 2);
    } else if (same_name(key, "description")) {
      if (!lua_isstring(L, -1)) return "description argument given to redis.register_function must be a string";
      lua_pushvalue(L, -1);
      lua_replace(L, 4);
    } else if (same_name(key, "callback")) {
      if (!lua_isfunction(L, -1)) return "callback argument given to redis.register_function must be a function";
      lua_pushvalue(L, -1);
      lua_replace(L, 3);
    } else if (same_name(key, "flags")) {
      if (!lua_istable(L, -1)) {
        return "flags argument to redis.register_function must be a table representing function flags";
      }
      if ((*flags = read_flags(L)) < 0) return "unknown flag given";
    } else {
      return "unknown argument given to redis.register_function";
    }
    lua_pop(L, 1);
  }
  if (lua_isnil(L, 2)) return "redis.register_function must get a function name argument";
  if (lua_isnil(L, 3)) return "redis.register_function must get a callback argument";
  return NULL;
}

static const char *read_positional(lua_State *L) {
  if (!lua_isstring(L, 1)) return "first argument to redis.register_function must be a string";
  if (!lua_isfunction(L, 2)) return "second argument to redis.register_function must be a function";
  lua_insert(L, 1); /* callback, name */
  lua_pushvalue(L, 2);
  lua_insert(L, 1); /* name, callback, name */
  lua_settop(L, 3);
  lua_insert(L, 1); /* name, name, callback */
  lua_pushnil(L);
  return NULL;
}

static int is_name(const char *name, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c = name[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return 0;
  }
  return length > 0;
}

static int register_function(lua_State *L) {
  Machine *m = machine_of(L);
  int flags = 0;
  if (!m->loading) return raise(L, "redis.register_function can only be called on FUNCTION LOAD command");
  int count = lua_gettop(L);
  if (count < 1 || count > 2) return raise(L, "wrong number of arguments to redis.register_function");
  const char *error = count == 1 ? read_named(L, &flags) : read_positional(L);
  if (error != NULL) return raise(L, error);
  size_t name_length, description_length = 0;
  const char *name = lua_tolstring(L, 2, &name_length);
  const char *description = lua_isnil(L, 4) ? NULL : lua_tolstring(L, 4, &description_length);
  if (!is_name(name, name_length)) {
    return raise(L, "Library names can only contain letters, numbers, or underscores(_) and must be at"
                    " least one character long");
  }
  for (Registered *r = m->registered; r != NULL; r = r->next) {
    if (r->name_length == name_length && memcmp(r->name, name, name_length) == 0) {
      return raise(L, "Function already exists in the library");
    }
  }
  lua_pushvalue(L, 3);
  int reference = luaL_ref(L, LUA_REGISTRYINDEX);
  Registered *r = calloc(1, sizeof *r);
  if (r == NULL) return raise(L, "not enough memory");
  r->name = copy_of(name, name_length);
  r->name_length = name_length;
  r->description = description == NULL ? NULL : copy_of(description, description_length);
  r->description_length = description_length;
  r->flags = flags;
  r->reference = reference;
  r->next = m->registered;
  m->registered = r;
  return 0;
}

/* ---- putting it together ---- */

static int missing_global(lua_State *L) {
  const char *name = lua_tostring(L, -1);
  return luaL_error(L, "Script attempted to access nonexistent global variable '%s'", name == NULL ? "?" : name);
}

static void protect_missing(lua_State *L) {
  lua_newtable(L);
  lua_pushcfunction(L, missing_global);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}

/* Makes the table on top read-only, and all that can be reached from it. */
static void protect(lua_State *L) {
  if (lua_isreadonlytable(L, -1)) return;
  lua_enablereadonlytable(L, -1, 1);
  lua_checkstack(L, 4);
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (lua_istable(L, -1)) protect(L);
    lua_pop(L, 1);
  }
  if (lua_getmetatable(L, -1)) {
    protect(L);
    lua_pop(L, 1);
  }
}

static const luaL_Reg REDIS[] = {{"call", redis_call},
                                 {"pcall", redis_pcall},
                                 {"setresp", redis_setresp},
                                 {"sha1hex", redis_sha1hex},
                                 {"error_reply", redis_error_reply},
                                 {"status_reply", redis_status_reply},
                                 {"set_repl", redis_set_repl},
                                 {"acl_check_cmd", redis_acl_check_cmd},
                                 {NULL, NULL}};

/* Those that functions of libraries do not have. */
static const luaL_Reg SCRIPT_ONLY[] = {{"replicate_commands", redis_replicate_commands},
                                       {"breakpoint", redis_breakpoint},
                                       {"debug", redis_debug},
                                       {NULL, NULL}};

static void add_functions(lua_State *L, const luaL_Reg *all) {
  for (; all->name != NULL; all++) {
    lua_pushcfunction(L, all->func);
    lua_setfield(L, -2, all->name);
  }
}

static void add_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void add_common(lua_State *L, const char *version, int version_number) {
  static const char *const LEVELS[] = {"LOG_DEBUG", "LOG_VERBOSE", "LOG_NOTICE", "LOG_WARNING"};
  lua_pushcfunction(L, redis_log);
  lua_setfield(L, -2, "log");
  for (int i = 0; i < 4; i++) add_number(L, LEVELS[i], i);
  add_number(L, "REDIS_VERSION_NUM", version_number);
  lua_pushstring(L, version);
  lua_setfield(L, -2, "REDIS_VERSION");
}

extern int luaopen_cjson(lua_State *L);
extern int luaopen_struct(lua_State *L);
extern int luaopen_cmsgpack(lua_State *L);
extern int luaopen_bit(lua_State *L);

static void open_libraries(lua_State *L) {
  static const lua_CFunction ALL[] = {luaopen_base, luaopen_table, luaopen_string, luaopen_math,
                                      luaopen_cjson, luaopen_struct, luaopen_cmsgpack, luaopen_bit};
  static const char *const NAMES[] = {"", "table", "string", "math", "cjson", "struct", "cmsgpack", "bit"};
  for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++) {
    lua_pushcfunction(L, ALL[i]);
    lua_pushstring(L, NAMES[i]);
    lua_call(L, 1, 0);
  }
  lua_pushcfunction(L, protected_call);
  lua_setglobal(L, "pcall");
  lua_newtable(L);
  lua_pushcfunction(L, os_clock);
  lua_setfield(L, -2, "clock");
  lua_setglobal(L, "os");
  lua_getglobal(L, "math");
  lua_pushcfunction(L, math_random);
  lua_setfield(L, -2, "random");
  lua_pushcfunction(L, math_randomseed);
  lua_setfield(L, -2, "randomseed");
  lua_pop(L, 1);
}

static void add_redis(Machine *m, lua_State *L, const char *version, int version_number) {
  lua_newtable(L);
  add_functions(L, REDIS);
  if (!m->functions) add_functions(L, SCRIPT_ONLY);
  add_common(L, version, version_number);
  add_number(L, "REPL_NONE", 0);
  add_number(L, "REPL_AOF", 1);
  add_number(L, "REPL_SLAVE", 2);
  add_number(L, "REPL_REPLICA", 2);
  add_number(L, "REPL_ALL", 3);
  lua_pushvalue(L, -1);
  lua_setglobal(L, "server");
  lua_setglobal(L, "redis");
}

static void remove_others(lua_State *L) {
  lua_pushnil(L);
  while (lua_next(L, LUA_GLOBALSINDEX)) {
    lua_pop(L, 1);
    const char *name = lua_tostring(L, -1);
    int kept = 0;
    for (const char *const *each = BASICS; *each != NULL; each++) kept |= strcmp(*each, name) == 0;
    if (!kept) {
      lua_pushvalue(L, -1);
      lua_pushnil(L);
      lua_rawset(L, LUA_GLOBALSINDEX);
    }
  }
}

/* The table that libraries see in the place of the globals while they are loaded. */
static void add_library_api(lua_State *L, const char *version, int version_number) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushcfunction(L, register_function);
  lua_setfield(L, -2, "register_function");
  add_common(L, version, version_number);
  protect_missing(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "server");
  lua_setfield(L, -2, "redis");
  protect_missing(L);
  protect(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "radish_library_api");
}

/* Puts an empty table before the globals, whose metatable says where to look instead. */
static void hide_globals(lua_State *L) {
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  lua_setfield(L, LUA_REGISTRYINDEX, "radish_globals");
  lua_newtable(L);
  lua_newtable(L);
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  lua_setfield(L, -2, "__index");
  lua_enablereadonlytable(L, -1, 1);
  lua_setmetatable(L, -2);
  lua_enablereadonlytable(L, -1, 1);
  lua_replace(L, LUA_GLOBALSINDEX);
}

void open_sandbox(Machine *m, const char *version, int version_number) {
  lua_State *L = m->lua;
  open_libraries(L);
  add_redis(m, L, version, version_number);
  remove_others(L);
  if (m->functions) add_library_api(L, version, version_number);
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  protect_missing(L);
  protect(L);
  lua_pop(L, 1);
  lua_pushliteral(L, "");
  if (lua_getmetatable(L, -1)) protect(L);
  lua_settop(L, 0);
  if (m->functions) hide_globals(L);
}
