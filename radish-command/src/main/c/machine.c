/* SPDX-License-Identifier: Apache-2.0
 *
 * A Lua machine that a Java program can hold: bounded in memory, stoppable from outside, and never
 * throwing across its host. Everything that may raise an error runs below lua_pcall; what is done
 * outside of it must not fail, so the limit is lifted there.
 */
#include <stdlib.h>
#include <string.h>

#include "lauxlib.h"
#include "lstate.h"
#include "radish_lua.h"

#ifdef __wasm__
#define EXPORT(n) __attribute__((export_name(#n)))
extern int32_t imported_host(int64_t machine, int32_t operation)
    __attribute__((import_module("radish"), import_name("host")));
int host_asked(Machine *m, int32_t operation) {
  return imported_host((int64_t)(intptr_t)m, operation);
}
typedef void (*Protected)(lua_State *, void *);
EXPORT(radish_protected) void radish_protected(Protected f, lua_State *L, void *ud) { f(L, ud); }
#else
#define EXPORT(n) __attribute__((visibility("default")))
int host_asked(Machine *m, int32_t operation) {
  return ((radish_host)(intptr_t)m->host)((int64_t)(intptr_t)m, operation);
}
#endif

/* Instructions between two looks at whether the script is to be stopped, as in Redis. */
#define HOOK_INSTRUCTIONS 100000

/* What may lie in a buffer between machine and host: arguments of a command, or a whole reply. */
#define MOST_BUFFER_BYTES (1LL << 29)

/* Runs after which the collector is given a step, and how large a step: as in Redis. */
#define COLLECT_RUNS 50

/* How long the code of a library may run when it is loaded, as in Redis. */
#define LOAD_MILLIS 500

static void *allocate(void *ud, void *at, size_t old_size, size_t new_size) {
  Machine *m = ud;
  if (new_size == 0) {
    free(at);
    m->used -= (int64_t)old_size;
    return NULL;
  }
  int64_t more = (int64_t)new_size - (int64_t)old_size;
  if (more > 0 && !m->unlimited && m->used + more > m->limit) return NULL;
  void *made = realloc(at, new_size);
  if (made != NULL) m->used += more;
  return made;
}

Machine *machine_of(lua_State *L) {
  void *ud;
  lua_getallocf(L, &ud);
  return ud;
}

/* ---- buffers ---- */

static int reserve(int64_t *at, int64_t *room, int64_t wanted) {
  if (wanted <= *room) return 1;
  if (wanted > MOST_BUFFER_BYTES) return 0;
  int64_t larger = *room < 1024 ? 1024 : *room;
  while (larger < wanted) larger *= 2;
  void *made = realloc((void *)(intptr_t)*at, (size_t)larger);
  if (made == NULL) return 0;
  *at = (int64_t)(intptr_t)made;
  *room = larger;
  return 1;
}

/* Gives memory back that one large request has taken. */
static void shrink(int64_t *at, int64_t *length, int64_t *room) {
  if (*room > (1 << 20)) {
    free((void *)(intptr_t)*at);
    *at = *length = *room = 0;
  }
}

void out_clear(Machine *m) {
  m->out_length = 0;
  m->overflown = 0;
}

int out_put(Machine *m, const char *bytes, int64_t length) {
  if (m->overflown || !reserve(&m->out, &m->out_room, m->out_length + length)) {
    m->overflown = 1;
    return 0;
  }
  memcpy((char *)(intptr_t)m->out + m->out_length, bytes, (size_t)length);
  m->out_length += length;
  return 1;
}

int out_int(Machine *m, int32_t value) { return out_put(m, (const char *)&value, 4); }

/* ---- the hook ---- */

static void stop_hook(lua_State *L, lua_Debug *ar) {
  (void)ar;
  Machine *m = machine_of(L);
  const char *text = NULL;
  if (m->killed) {
    text = m->functions && m->loading ? "FUNCTION LOAD timeout"
                                      : "Script killed by user with SCRIPT KILL...";
  } else if (m->loading && host_asked(m, HOST_MILLIS) == 0 && m->number > LOAD_MILLIS) {
    m->killed = 1;
    text = "FUNCTION LOAD timeout";
  }
  if (text == NULL) return;
  /* From now on with every instruction: whoever catches the error meets it again at once. */
  lua_sethook(L, stop_hook, LUA_MASKCOUNT, 1);
  lua_sethook(m->lua, stop_hook, LUA_MASKCOUNT, 1);
  m->unlimited = 1;
  push_error_text(L, text);
  m->unlimited = 0;
  /* A handler of xpcall runs within the hook: it is to be stopped, too. */
  L->allowhook = 1;
  lua_error(L);
}

/* Called by coroutine.resume and by the matching of patterns, see patches. */
void radish_check(lua_State *L) {
  if (machine_of(L)->killed) stop_hook(L, NULL);
}

void radish_inherit(lua_State *L, lua_State *co) {
  radish_check(L);
  lua_sethook(co, lua_gethook(L), lua_gethookmask(L), lua_gethookcount(L));
}

/* ---- life ---- */

EXPORT(radish_new)
Machine *radish_new(int64_t host, int64_t limit, int32_t functions, int32_t version_number,
                    const char *version) {
  Machine *m = calloc(1, sizeof(Machine));
  if (m == NULL) return NULL;
  m->host = host;
  m->limit = limit;
  m->functions = functions;
  m->unlimited = 1;
  m->resp = 2;
  m->random = 0x1234ABCD330EULL; /* where Redis begins, too */
  m->lua = lua_newstate(allocate, m);
  if (m->lua == NULL) {
    free(m);
    return NULL;
  }
  open_sandbox(m, version, version_number);
  return m;
}

EXPORT(radish_free)
void radish_free(Machine *m) {
  m->unlimited = 1;
  unregister(m);
  lua_close(m->lua);
  free((void *)(intptr_t)m->in);
  free((void *)(intptr_t)m->out);
  free(m);
}

EXPORT(radish_reserve)
int64_t radish_reserve(Machine *m, int64_t wanted) {
  return reserve(&m->in, &m->in_room, wanted) ? m->in : 0;
}

/* ---- scripts ---- */

static void script_name(char *name, const char *sha) {
  name[0] = 'f';
  name[1] = '_';
  memcpy(name + 2, sha, 40);
  name[42] = 0;
}

static int compile(Machine *m, const char *code, int64_t length, const char *chunk) {
  m->unlimited = 0;
  int failed = luaL_loadbuffer(m->lua, code, (size_t)length, chunk);
  m->unlimited = 1;
  return failed;
}

/* What a failed call left on the stack, as a text in `out`. */
static void text_out(Machine *m) {
  size_t length = 0;
  const char *text = lua_tolstring(m->lua, -1, &length);
  out_clear(m);
  out_put(m, text == NULL ? "?" : text, text == NULL ? 1 : (int64_t)length);
}

/* Compiles a script: 40 digits and the code, in `in`. Returns 0, or 1 with a text in `out`. */
EXPORT(radish_load)
int32_t radish_load(Machine *m) {
  const char *in = (const char *)(intptr_t)m->in;
  char name[43];
  script_name(name, in);
  int failed = compile(m, in + 40, m->in_length - 40, "@user_script");
  if (failed) {
    text_out(m);
    lua_settop(m->lua, 0);
  } else {
    lua_setfield(m->lua, LUA_REGISTRYINDEX, name);
  }
  shrink(&m->in, &m->in_length, &m->in_room);
  return failed != 0;
}

/* Forgets the script whose 40 digits are in `in`. */
EXPORT(radish_forget)
void radish_forget(Machine *m) {
  char name[43];
  script_name(name, (const char *)(intptr_t)m->in);
  lua_pushnil(m->lua);
  lua_setfield(m->lua, LUA_REGISTRYINDEX, name);
}

static const char *push_array(lua_State *L, const char *in) {
  int32_t count, length;
  memcpy(&count, in, 4);
  in += 4;
  lua_createtable(L, count, 0);
  for (int32_t i = 1; i <= count; i++) {
    memcpy(&length, in, 4);
    lua_pushlstring(L, in + 4, (size_t)length);
    lua_rawseti(L, -2, i);
    in += 4 + length;
  }
  return in;
}

static void set_global(lua_State *L, const char *name) {
  lua_enablereadonlytable(L, LUA_GLOBALSINDEX, 0);
  lua_setglobal(L, name);
  lua_enablereadonlytable(L, LUA_GLOBALSINDEX, 1);
}

static void write_failure(Machine *m, const char *name) {
  lua_State *L = m->lua;
  luaL_Buffer text;
  size_t length;
  if (!lua_istable(L, -1)) {
    const char *what = lua_isstring(L, -1) ? lua_tostring(L, -1) : "execution failure";
    lua_pushfstring(L, "ERR Error running script %s, %s", name, what);
    const char *line = lua_tolstring(L, -1, &length);
    write_line(m, '-', line, length);
    return;
  }
  int at = lua_gettop(L);
  lua_pushliteral(L, "source");
  lua_rawget(L, at);
  lua_pushliteral(L, "line");
  lua_rawget(L, at);
  const char *line = lua_tostring(L, -1);
  const char *source = lua_tostring(L, -2);
  luaL_buffinit(L, &text);
  lua_pushliteral(L, "err");
  lua_rawget(L, at);
  if (!lua_isstring(L, -1)) {
    lua_pop(L, 1);
    lua_pushliteral(L, "ERR unknown error");
  }
  luaL_addvalue(&text);
  if (line != NULL && source != NULL) {
    luaL_addstring(&text, " script: ");
    luaL_addstring(&text, name);
    luaL_addstring(&text, ", on ");
    luaL_addstring(&text, source);
    luaL_addstring(&text, ":");
    luaL_addstring(&text, line);
    luaL_addstring(&text, ".");
  }
  luaL_pushresult(&text);
  const char *all = lua_tolstring(L, -1, &length);
  write_line(m, '-', all, length);
}

/*
 * Runs a script (`reference` 0) or a function of a library. In `in`: its name, as bytes behind their
 * number, the keys, and the other arguments. The reply is in `out`, in RESP. Returns 0; 1 where it
 * failed; 2 where it failed with what a command had been refused with, or was.
 */
EXPORT(radish_run)
int32_t radish_run(Machine *m, int32_t reference, int32_t client_resp) {
  lua_State *L = m->lua;
  const char *in = (const char *)(intptr_t)m->in;
  char name[256];
  int32_t length;
  memcpy(&length, in, 4);
  int32_t kept = length < 255 ? length : 255;
  memcpy(name, in + 4, (size_t)kept);
  name[kept] = 0;
  in += 4 + length;
  lua_settop(L, 0);
  lua_pushcfunction(L, error_handler);
  if (reference == 0) {
    char field[43];
    script_name(field, name);
    lua_getfield(L, LUA_REGISTRYINDEX, field);
    in = push_array(L, in);
    set_global(L, "KEYS");
    push_array(L, in);
    set_global(L, "ARGV");
  } else {
    lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
    in = push_array(L, in);
    push_array(L, in);
  }
  shrink(&m->in, &m->in_length, &m->in_room);
  m->resp = 2;
  m->client_resp = client_resp;
  m->running = 1;
  lua_sethook(L, stop_hook, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
  m->unlimited = 0;
  int failed = lua_pcall(L, reference == 0 ? 0 : 2, 1, 1);
  m->unlimited = 1;
  lua_sethook(L, NULL, 0, 0);
  int32_t answer = 0;
  out_clear(m);
  if (failed) {
    answer = 1;
    if (lua_istable(L, -1)) {
      lua_pushliteral(L, "ignore_error_stats_update");
      lua_rawget(L, -2);
      answer += lua_toboolean(L, -1);
      lua_pop(L, 1);
    }
    write_failure(m, name);
  } else {
    write_result(m, L);
    if (m->overflown) {
      out_clear(m);
      write_line(m, '-', "ERR the reply of the script is too large", 40);
      answer = 1;
    }
  }
  m->running = 0;
  lua_settop(L, 0);
  if (failed || m->used > m->limit / 4) {
    lua_gc(L, LUA_GCCOLLECT, 0);
  } else if (++m->collected == COLLECT_RUNS) {
    lua_gc(L, LUA_GCSTEP, COLLECT_RUNS);
    m->collected = 0;
  }
  return answer;
}

/* Lets go of what the last reply took. */
EXPORT(radish_done)
void radish_done(Machine *m) { shrink(&m->out, &m->out_length, &m->out_room); }

EXPORT(radish_collect)
void radish_collect(Machine *m) { lua_gc(m->lua, LUA_GCCOLLECT, 0); }

/* ---- libraries ---- */

static void swap_globals(lua_State *L, const char *which) {
  lua_getmetatable(L, LUA_GLOBALSINDEX);
  lua_enablereadonlytable(L, -1, 0);
  lua_getfield(L, LUA_REGISTRYINDEX, which);
  lua_setfield(L, -2, "__index");
  lua_enablereadonlytable(L, -1, 1);
  lua_enablereadonlytable(L, LUA_GLOBALSINDEX, 1);
  lua_pop(L, 1);
}

extern void write_registered(Machine *m);

/*
 * Runs the code of a library, in `in`. Returns 0 with what it registered in `out`, or 1 with a text
 * that says why not.
 */
EXPORT(radish_library)
int32_t radish_library(Machine *m) {
  lua_State *L = m->lua;
  lua_settop(L, 0);
  swap_globals(L, "radish_library_api");
  out_clear(m);
  unregister(m);
  int failed = compile(m, (const char *)(intptr_t)m->in, m->in_length, "@user_function");
  shrink(&m->in, &m->in_length, &m->in_room);
  if (failed) {
    out_put(m, "Error compiling function: ", 26);
  } else {
    m->loading = 1;
    lua_sethook(L, stop_hook, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
    m->unlimited = 0;
    failed = lua_pcall(L, 0, 0, 0);
    m->unlimited = 1;
    lua_sethook(L, NULL, 0, 0);
    m->loading = 0;
    if (failed) out_put(m, "Error registering functions: ", 29);
  }
  if (failed) {
    size_t length = 0;
    if (lua_istable(L, -1)) {
      lua_pushliteral(L, "err");
      lua_rawget(L, -2);
    } else if (m->out_length == 29) {
      out_put(m, "ERR ", 4);
    }
    const char *text = lua_tolstring(L, -1, &length);
    out_put(m, text == NULL ? "?" : text, text == NULL ? 1 : (int64_t)length);
    unregister(m);
  } else {
    write_registered(m);
  }
  swap_globals(L, "radish_globals");
  lua_settop(L, 0);
  if (failed) lua_gc(L, LUA_GCCOLLECT, 0);
  return failed != 0;
}

/* Lets go of a function that a library had registered. */
EXPORT(radish_unreference)
void radish_unreference(Machine *m, int32_t reference) {
  luaL_unref(m->lua, LUA_REGISTRYINDEX, reference);
}
