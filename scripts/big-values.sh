#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts values of 0 bytes and of 512 MiB, text and not, strings and elements of a list, through protocol and backup of a
# server with a heap of 256 MiB, and compares what comes back. Wants redis-cli, 8 GiB of memory, and 6 GiB of disk.
#
#   scripts/big-values.sh [PORT]
set -eu
root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd -P)
port=${1:-7799}
bytes=536870912
work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

redis() { redis-cli -p "$port" "$@"; }
start() {
  # Replies wait in memory outside the heap, beside the data, until the client has taken them.
  RADISH_JAVA_OPTS="-Xmx256m -XX:MaxDirectMemorySize=1g" "$root/radish" server --port "$port" --backup-interval 0 \
    --journal-dir "$work/journal" --backup-dir "$work/backups" --log-dir "$work/logs" >"$work/out" 2>&1 &
  server=$!
  until [ "$(redis PING 2>/dev/null)" = PONG ]; do
    kill -0 "$server" || { cat "$work/out" >&2; exit 1; }
    sleep 1
  done
}
same() {
  file=$1
  shift
  # redis-cli ends what it prints with a line feed.
  if ! redis --raw "$@" | head -c "$bytes" | cmp - "$file"; then
    echo "big-values.sh: $* is not what was set" >&2
    exit 1
  fi
}
compare() {
  same "$work/text" GET text
  same "$work/binary" GET binary
  same "$work/text" LINDEX list 0
  same "$work/binary" LINDEX list 1
  [ "$(redis STRLEN empty)" = 0 ] && [ "$(redis EXISTS empty)" = 1 ] && [ "$(redis LLEN list)" = 3 ]
  echo "$1: the same"
}

head -c "$bytes" /dev/urandom >"$work/binary"
base64 -w 0 <"$work/binary" | head -c "$bytes" >"$work/text"
start
redis -x SET text <"$work/text" >/dev/null
redis -x SET binary <"$work/binary" >/dev/null
redis -x RPUSH list <"$work/text" >/dev/null
redis -x RPUSH list <"$work/binary" >/dev/null
redis RPUSH list "" >/dev/null
redis SET empty "" >/dev/null
compare "through the protocol"
redis BACKUP NOW
redis FLUSHALL
redis BACKUP RESTORE "$(redis BACKUP LIST | head -n 1)"
compare "through a restore"
kill "$server"
wait "$server" || true
start
compare "through a restart"
