#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Lua machine that scripts run in, from the Lua that Redis carries (Debian's redis source, security fixes applied),
# our patch and radish-command/src/main/c, into radish-command/src/main/resources. Needs a C compiler; clang-16, lld-16,
# wasi-libc and libclang-rt-16-dev-wasm32 for the portable form; gcc-aarch64-linux-gnu for the other architecture.
#   scripts/lua-engine.sh path/to/redis-7.0.15/deps/lua/src
# Where the sources come from: apt-get source redis (7.0.15-1~deb12u10).
set -eu
lua=$1
home=$(cd "$(dirname "$0")/.." && pwd)
ours=$home/radish-command/src/main/c
to=$home/radish-command/src/main/resources/io/radish/command/lua
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$lua"/*.c "$lua"/*.h "$work"
patch -s -d "$work" -p1 < "$ours/lua.patch"
cp "$ours"/*.c "$ours"/*.h "$work"
cd "$work"
sources="lapi.c lcode.c ldebug.c ldo.c ldump.c lfunc.c lgc.c llex.c lmem.c lobject.c lopcodes.c lparser.c lstate.c lstring.c
  ltable.c ltm.c lundump.c lvm.c lzio.c strbuf.c fpconv.c lauxlib.c lbaselib.c lmathlib.c lstrlib.c ltablib.c
  lua_cjson.c lua_cmsgpack.c lua_struct.c lua_bit.c machine.c sandbox.c replies.c"
mkdir -p "$to"
native() { # compiler name
  command -v "$1" > /dev/null || { echo "no $1: $2 left as it is"; return 0; }
  # shellcheck disable=SC2086
  "$1" -O2 -fPIC -shared -fvisibility=hidden -fstack-protector-strong -D_FORTIFY_SOURCE=2 -DLUA_USE_ULONGJMP -DENABLE_CJSON_GLOBAL -w \
    -Wl,-z,relro,-z,now,-s,--build-id=none -o "$to/radish-lua-$2.so" $sources -lm
}
native gcc linux-x86_64
native aarch64-linux-gnu-gcc linux-aarch64
if command -v clang-16 > /dev/null; then
  # shellcheck disable=SC2086
  clang-16 --target=wasm32-wasi -O2 -mexec-model=reactor -fno-strict-aliasing -D_WASI_EMULATED_PROCESS_CLOCKS -DENABLE_CJSON_GLOBAL -w \
    -o "$to/radish-lua.wasm" $sources -lwasi-emulated-process-clocks \
    -Wl,--export=__stack_pointer -Wl,-z,stack-size=262144 -Wl,--strip-all
else
  echo "no clang-16: the portable form left as it is"
fi
ls -l "$to"
