#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts values of 0 bytes and of 512 MiB, text and not, strings and elements of a list, through protocol and backup of a
# server with a heap of 256 MiB, and compares what comes back. Wants redis-cli, 8 GiB of memory, and 7 GiB of disk.
#
#   scripts/big-values.sh [PORT]     a free port where none is given
set -eu
root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd -P)
free_port() {
  for candidate in $(shuf -i 20000-29999 -n 50); do
    if ! redis-cli -p "$candidate" PING 2>&1 | grep -qv 'Connection refused'; then
      echo "$candidate"
      return
    fi
  done
  echo "big-values.sh: no free port between 20000 and 29999" >&2
  return 1
}
port=${1:-$(free_port)}
bytes=536870912
work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# An answer that is an error ends the script.
redis() { redis-cli -e -p "$port" "$@"; }
start() {
  # Replies wait in memory outside the heap, beside the data, until the client has taken them.
  RADISH_JAVA_OPTS="-Xmx256m -XX:MaxDirectMemorySize=1g" "$root/radish" server --port "$port" --backup-interval 0 \
    --journal-dir "$work/journal" --backup-dir "$work/backups" --log-dir "$work/logs" >"$work/out" 2>&1 &
  server=$!
  # Somebody else's server may be at the port: what follows empties it, so that it has to be ours.
  until redis INFO server 2>/dev/null | tr -d '\r' | grep -qx "process_id:$server"; do
    kill -0 "$server" || { cat "$work/out" >&2; exit 1; }
    sleep 1
  done
}
same() {
  file=$1
  shift
  # redis-cli ends what it prints with a line feed; a pipe's exit code is that of its last command.
  redis --raw "$@" >"$work/answer"
  if ! { cat "$file"; echo; } | cmp - "$work/answer"; then
    echo "big-values.sh: $* is not what was set" >&2
    exit 1
  fi
  rm "$work/answer"
}
is() {
  expected=$1
  shift
  answer=$(redis "$@")
  if [ "$answer" != "$expected" ]; then
    echo "big-values.sh: $* is $answer instead of $expected" >&2
    exit 1
  fi
}
compare() {
  same "$work/text" GET text
  same "$work/binary" GET binary
  same "$work/text" LINDEX list 0
  same "$work/binary" LINDEX list 1
  is 0 STRLEN empty
  is 1 EXISTS empty
  is 3 LLEN list
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
