/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of Lua and replies in RESP, each made of the other, by the rules that Redis' documentation
 * gives for scripts.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lauxlib.h"
#include "radish_lua.h"

/* Tables in tables that a reply may have: what the stack of a thread takes with room to spare. */
#define MOST_DEPTH 1000

/* ---- from RESP ---- */

typedef struct {
  const char *at;
  const char *end;
} Reader;

static const char *read_line(Reader *r, size_t *length) {
  const char *from = r->at;
  const char *cr = memchr(from, '\r', (size_t)(r->end - from));
  if (cr == NULL) cr = r->end;
  *length = (size_t)(cr - from);
  r->at = cr + 2 > r->end ? r->end : cr + 2;
  return from;
}

static long long read_number(Reader *r) {
  size_t length;
  const char *from = read_line(r, &length);
  return strtoll(from, NULL, 10);
}

static void room(lua_State *L, int slots) {
  if (!lua_checkstack(L, slots)) luaL_error(L, "reached lua stack limit");
}

static void push_next(lua_State *L, Reader *r);

static void push_field(lua_State *L, const char *name, const char *bytes, size_t length) {
  lua_createtable(L, 0, 1);
  lua_pushstring(L, name);
  lua_pushlstring(L, bytes, length);
  lua_rawset(L, -3);
}

static void push_bulk(lua_State *L, Reader *r, int verbatim) {
  long long length = read_number(r);
  if (length < 0) {
    lua_pushboolean(L, 0);
    return;
  }
  const char *bytes = r->at;
  r->at += length + 2;
  if (!verbatim) {
    lua_pushlstring(L, bytes, (size_t)length);
    return;
  }
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "verbatim_string");
  lua_createtable(L, 0, 2);
  lua_pushliteral(L, "string");
  lua_pushlstring(L, bytes + 4, (size_t)length - 4);
  lua_rawset(L, -3);
  lua_pushliteral(L, "format");
  lua_pushlstring(L, bytes, 3);
  lua_rawset(L, -3);
  lua_rawset(L, -3);
}

static void push_elements(lua_State *L, Reader *r, char kind) {
  long long count = read_number(r);
  if (count < 0) {
    lua_pushboolean(L, 0);
    return;
  }
  if (kind == '*') {
    lua_newtable(L);
    for (long long i = 1; i <= count; i++) {
      push_next(L, r);
      lua_rawseti(L, -2, (int)i);
    }
    return;
  }
  lua_createtable(L, 0, 1);
  lua_pushstring(L, kind == '%' ? "map" : "set");
  lua_newtable(L);
  for (long long i = 0; i < count; i++) {
    push_next(L, r);
    if (kind == '%') {
      push_next(L, r);
    } else {
      lua_pushboolean(L, 1);
    }
    lua_settable(L, -3);
  }
  lua_rawset(L, -3);
}

static void push_next(lua_State *L, Reader *r) {
  size_t length;
  const char *line;
  char number[64];
  room(L, 8);
  if (r->at >= r->end) luaL_error(L, "a reply ends early");
  char kind = *r->at++;
  switch (kind) {
    case ':':
      lua_pushnumber(L, (lua_Number)read_number(r));
      break;
    case '$':
    case '=':
      push_bulk(L, r, kind == '=');
      break;
    case '+':
      line = read_line(r, &length);
      push_field(L, "ok", line, length);
      break;
    case '-':
      line = read_line(r, &length);
      push_error(L, line - 1, length + 1);
      lua_pushliteral(L, "ignore_error_stats_update");
      lua_pushboolean(L, 1);
      lua_rawset(L, -3);
      break;
    case '*':
    case '%':
    case '~':
    case '>':
      push_elements(L, r, kind == '>' ? '*' : kind);
      break;
    case '_':
      read_line(r, &length);
      lua_pushnil(L);
      break;
    case '#':
      line = read_line(r, &length);
      lua_pushboolean(L, line[0] == 't');
      break;
    case ',':
      line = read_line(r, &length);
      length = length < 63 ? length : 63;
      memcpy(number, line, length);
      number[length] = 0;
      lua_createtable(L, 0, 1);
      lua_pushliteral(L, "double");
      lua_pushnumber(L, strtod(number, NULL));
      lua_rawset(L, -3);
      break;
    case '(':
      line = read_line(r, &length);
      push_field(L, "big_number", line, length);
      break;
    default:
      luaL_error(L, "a reply of an unknown kind");
  }
}

void push_reply(lua_State *L, const char *bytes, int64_t length) {
  Reader r = {bytes, bytes + length};
  push_next(L, &r);
}

/* ---- to RESP ---- */

void write_line(Machine *m, char kind, const char *text, size_t length) {
  out_put(m, &kind, 1);
  int64_t from = m->out_length;
  if (out_put(m, text, (int64_t)length)) {
    char *written = (char *)(intptr_t)m->out + from;
    for (size_t i = 0; i < length; i++) {
      if (written[i] == '\r' || written[i] == '\n') written[i] = ' ';
    }
  }
  out_put(m, "\r\n", 2);
}

static void write_head(Machine *m, char kind, long long number) {
  char text[32];
  out_put(m, text, snprintf(text, sizeof text, "%c%lld\r\n", kind, number));
}

static void write_bulk(Machine *m, const char *bytes, size_t length) {
  write_head(m, '$', (long long)length);
  out_put(m, bytes, (int64_t)length);
  out_put(m, "\r\n", 2);
}

static void write_null(Machine *m) {
  if (m->client_resp == 3) {
    out_put(m, "_\r\n", 3);
  } else {
    out_put(m, "$-1\r\n", 5);
  }
}

static void write_boolean(Machine *m, int value) {
  if (m->resp == 2) {
    if (value) {
      out_put(m, ":1\r\n", 4);
    } else {
      write_null(m);
    }
  } else if (m->client_resp == 3) {
    out_put(m, value ? "#t\r\n" : "#f\r\n", 4);
  } else {
    write_head(m, ':', value);
  }
}

static void write_double(Machine *m, double value) {
  int64_t before = m->out_length;
  m->number = value;
  host_asked(m, HOST_DOUBLE);
  m->out_length = before;
  const char *text = (const char *)(intptr_t)m->in;
  if (m->client_resp == 3) {
    write_line(m, ',', text, (size_t)m->in_length);
  } else {
    write_bulk(m, text, (size_t)m->in_length);
  }
}

/* Pushes the field if it is of the type; leaves the stack as it was where it is not. */
static int field(lua_State *L, const char *name, int type) {
  lua_pushstring(L, name);
  lua_rawget(L, -2);
  if (lua_type(L, -1) == type) return 1;
  lua_pop(L, 1);
  return 0;
}

static int write_verbatim(Machine *m, lua_State *L) {
  int top = lua_gettop(L);
  int written = 0;
  if (field(L, "verbatim_string", LUA_TTABLE) && field(L, "format", LUA_TSTRING)) {
    const char *format = lua_tostring(L, -1);
    lua_pushvalue(L, -2);
    if (field(L, "string", LUA_TSTRING)) {
      size_t length;
      const char *text = lua_tolstring(L, -1, &length);
      if (m->client_resp == 3) {
        char three[4] = "   ";
        for (int i = 0; i < 3 && format[i] != 0; i++) three[i] = format[i];
        three[3] = ':';
        write_head(m, '=', (long long)length + 4);
        out_put(m, three, 4);
        out_put(m, text, (int64_t)length);
        out_put(m, "\r\n", 2);
      } else {
        write_bulk(m, text, length);
      }
      written = 1;
    }
  }
  lua_settop(L, top);
  return written;
}

static void write_keyed(Machine *m, lua_State *L, int map) {
  long long count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    count++;
  }
  if (m->client_resp == 3) {
    write_head(m, map ? '%' : '~', count);
  } else {
    write_head(m, '*', map ? 2 * count : count);
  }
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pushvalue(L, -2);
    write_result(m, L);
    lua_pop(L, 1);
    if (map) write_result(m, L);
    lua_pop(L, 1);
  }
}

static void write_array(Machine *m, lua_State *L) {
  int count = 0;
  for (;;) {
    lua_rawgeti(L, -1, count + 1);
    int end = lua_isnil(L, -1);
    lua_pop(L, 1);
    if (end) break;
    count++;
  }
  write_head(m, '*', count);
  for (int i = 1; i <= count; i++) {
    lua_rawgeti(L, -1, i);
    write_result(m, L);
    lua_pop(L, 1);
  }
}

static void write_table(Machine *m, lua_State *L) {
  int top = lua_gettop(L);
  size_t length;
  if (field(L, "err", LUA_TSTRING)) {
    const char *text = lua_tolstring(L, -1, &length);
    write_line(m, '-', text, length);
  } else if (field(L, "ok", LUA_TSTRING)) {
    const char *text = lua_tostring(L, -1);
    write_line(m, '+', text, strlen(text));
  } else if (field(L, "double", LUA_TNUMBER)) {
    write_double(m, lua_tonumber(L, -1));
  } else if (field(L, "big_number", LUA_TSTRING)) {
    const char *text = lua_tolstring(L, -1, &length);
    if (m->client_resp == 3) {
      write_line(m, '(', text, length);
    } else {
      write_bulk(m, text, length);
    }
  } else if (!write_verbatim(m, L)) {
    if (field(L, "map", LUA_TTABLE)) {
      write_keyed(m, L, 1);
    } else if (field(L, "set", LUA_TTABLE)) {
      write_keyed(m, L, 0);
    } else {
      write_array(m, L);
    }
  }
  lua_settop(L, top);
}

/* Writes the value on top of the stack, and leaves it there. */
void write_result(Machine *m, lua_State *L) {
  size_t length;
  const char *text;
  if (m->overflown || m->killed) {
    m->overflown = 1;
    return;
  }
  if (m->depth >= MOST_DEPTH || !lua_checkstack(L, 8)) {
    write_line(m, '-', "ERR reached lua stack limit", 27);
    return;
  }
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      text = lua_tolstring(L, -1, &length);
      write_bulk(m, text, length);
      break;
    case LUA_TBOOLEAN:
      write_boolean(m, lua_toboolean(L, -1));
      break;
    case LUA_TNUMBER: {
      double number = lua_tonumber(L, -1);
      long long whole = number >= -9223372036854775808.0 && number < 9223372036854775808.0
                            ? (long long)number
                            : (-9223372036854775807LL - 1);
      write_head(m, ':', whole);
      break;
    }
    case LUA_TTABLE:
      m->depth++;
      write_table(m, L);
      m->depth--;
      break;
    default:
      write_null(m);
  }
}
