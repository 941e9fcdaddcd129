#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Keeps Radish under a mixed load with a backup every 30 s, and a restore of another cache between two, and reports
# pauses (the longest with the seconds in which they began), memory and latency, on the standard output and in
# radish-bench/target/steadiness.md; logs and recording are beside it.
#   scripts/steadiness.sh [minutes, 10] [keys, 1000000] [requests a second, 20000]
# RADISH_BENCH_BUILD=no takes what is built already.
set -eu
cd "$(dirname "$0")/.."
minutes=${1:-10}
case $minutes in
'' | 0* | *[!0-9]*)
  echo "steadiness.sh: minutes are a whole number from 1, not '$minutes'" >&2
  exit 2
  ;;
esac
RADISH_BENCH_MAIN=io.radish.bench.steady.Steadiness
RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms256m -Xmx1g"
export RADISH_BENCH_MAIN RADISH_BENCH_JVM
exec scripts/jmh.sh "$((minutes * 60))" "${2:-1000000}" "${3:-20000}"
