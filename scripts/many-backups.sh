#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what a folder full of backups costs: listing it, and a run with the clean-up after it.
#   scripts/many-backups.sh [files, 20000] [caches, 45]
# RADISH_BENCH_BUILD=no takes what is built already.
set -eu
cd "$(dirname "$0")/.."
RADISH_BENCH_MAIN=io.radish.bench.steady.ManyBackups
RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx1g"
export RADISH_BENCH_MAIN RADISH_BENCH_JVM
exec scripts/jmh.sh "${1:-20000}" "${2:-45}"
