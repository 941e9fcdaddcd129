#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures Radish beside redis-server and valkey-server, those of them that are on the PATH, and prints the table of
# docs/performance.md as Markdown; it is in radish-bench/target/compare.md afterwards, too.
#   scripts/compare.sh [--rounds N] [--only SECTION,...] [--quick] [--output FILE]
# RADISH_BENCH_BUILD=no takes what is built already.
set -eu
cd "$(dirname "$0")/.."
RADISH_BENCH_MAIN=io.radish.bench.compare.Compare
RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms256m -Xmx1g -XX:MaxDirectMemorySize=1g
  -Dradish.bench.commit=$(git describe --always --dirty 2>/dev/null || true)"
export RADISH_BENCH_MAIN RADISH_BENCH_JVM
exec scripts/jmh.sh "$@"
