/* SPDX-License-Identifier: Apache-2.0
 *
 * What the host sees of a Lua machine. The structure looks the same whatever the width of a pointer,
 * so that the host can read and write it by offsets; see NativeLua.java.
 */
#ifndef RADISH_LUA_H
#define RADISH_LUA_H

#include <stdint.h>

#include "lua.h"

/* What a machine asks its host for. Arguments lie in `out`, answers in `in`. */
enum {
  HOST_CALL = 1,  /* run a command: packed arguments; its reply in RESP. Returns 0, or 1 if refused with a text. */
  HOST_LOG = 2,   /* a text, its level in `number` */
  HOST_ACL = 3,   /* packed arguments; returns 1 allowed, 0 denied, -1 no such command */
  HOST_SHA1 = 4,  /* bytes; 40 digits */
  HOST_DOUBLE = 5, /* the text of `number` as replies have it */
  HOST_MILLIS = 6, /* the time since the run began, into `number` */
  HOST_CLOCK = 7   /* the processor time in seconds, into `number` */
};

typedef int32_t (*radish_host)(int64_t machine, int32_t operation);

typedef struct Machine {
  volatile int32_t killed;  /*  0: the host sets it to 1 from any thread */
  int32_t resp;             /*  4: the protocol that commands answer in */
  int64_t used;             /*  8: bytes that Lua holds */
  int64_t limit;            /* 16: bytes that it may hold */
  int64_t in;               /* 24: what the host has written: address, bytes, room */
  int64_t in_length;        /* 32 */
  int64_t in_room;          /* 40 */
  int64_t out;              /* 48: what the host is to read: address, bytes, room */
  int64_t out_length;       /* 56 */
  int64_t out_room;         /* 64 */
  double number;            /* 72 */
  int64_t host;             /* 80: what is called; unused where the host is imported */
  lua_State *lua;
  int32_t unlimited;        /* no allocation may fail now: nobody would catch the error */
  int32_t running;
  int32_t client_resp;      /* the protocol of who gets the result */
  int32_t collected;        /* runs since the collector was last given a step */
  uint64_t random;
  struct Registered *registered;
  int32_t loading;
  int32_t functions;
  int32_t depth;            /* of the table that is being written */
  int32_t overflown;        /* `out` did not take what was put into it */
} Machine;

Machine *machine_of(lua_State *L);
int host_asked(Machine *m, int32_t operation);
void out_clear(Machine *m);
int out_put(Machine *m, const char *bytes, int64_t length);
int out_int(Machine *m, int32_t value);

/* sandbox.c */
void open_sandbox(Machine *m, const char *version, int version_number);
int error_handler(lua_State *L);
void push_error(lua_State *L, const char *text, size_t length);
void push_error_text(lua_State *L, const char *text);
void unregister(Machine *m);

/* replies.c */
void push_reply(lua_State *L, const char *bytes, int64_t length);
void write_result(Machine *m, lua_State *L);
void write_line(Machine *m, char kind, const char *text, size_t length);

#endif
