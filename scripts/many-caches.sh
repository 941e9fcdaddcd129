#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares one cache with a million keys and ten thousand caches with a hundred each: memory, listing, backup and what
# clients notice of it, start. The table is in radish-bench/target/many-caches.md, too.
#   scripts/many-caches.sh [caches, 10000] [keys in each, 100]
# RADISH_BENCH_BUILD=no takes what is built already.
set -eu
cd "$(dirname "$0")/.."
RADISH_BENCH_MAIN=io.radish.bench.steady.ManyCaches
RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms256m -Xmx1g"
export RADISH_BENCH_MAIN RADISH_BENCH_JVM
exec scripts/jmh.sh "${1:-10000}" "${2:-100}"
