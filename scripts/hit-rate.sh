#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares how many reads are answered by a cache that may keep a tenth of the keys: the engine's eviction and a real
# redis-server's, on Zipf and scan-mixed traces. The table is in radish-bench/target/hit-rate.md, too.
#   scripts/hit-rate.sh [reads of each trace, 2000000]
# RADISH_BENCH_BUILD=no takes what is built already.
set -eu
cd "$(dirname "$0")/.."
RADISH_BENCH_MAIN=io.radish.bench.hitrate.HitRate
RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms256m -Xmx1g"
export RADISH_BENCH_MAIN RADISH_BENCH_JVM
exec scripts/jmh.sh "$@"
