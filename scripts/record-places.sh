#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Repeats the measurements of docs/adr/0001-records-outside-the-heap.md, in about ten minutes: scripts/record-places.sh
set -eu
cd "$(dirname "$0")/.."
package=io.radish.bench.spike

run() { # main class, JVM options, arguments
  main=$1
  options=$2
  shift 2
  RADISH_BENCH_MAIN=$package.$main RADISH_BENCH_JVM="--enable-native-access=ALL-UNNAMED $options" RADISH_BENCH_BUILD=no \
    scripts/jmh.sh "$@"
}

./mvnw -q -pl radish-bench -am package -DskipTests

# The serial collector, so that no collector's thread takes part while the places take turns.
for round in 1 2 3; do
  for operation in get set; do
    run PairedRounds "-Xmx1g -XX:+UseSerialGC" 1000000 60 50000 $operation
    run PairedRounds "-Xmx1g -XX:+UseSerialGC" 10000 100 50000 $operation
  done
  run PairedRounds "-Xmx1g -XX:+UseSerialGC" 1000000 60 50000 get heap-segments
  # The heap each place needs: next to nothing, the data, or the data and its objects.
  for place in SEGMENTS=64m ADDRESSES=64m ARRAYS=256m MAP=512m; do
    run MemoryPerKey "-XX:+UseG1GC -Xmx${place#*=}" "${place%=*}"
  done
  # 160 MiB beside 96 MiB of records, and 256 MiB with them, are the same memory for the process.
  for place in SEGMENTS=64m SEGMENTS=160m ARRAYS=256m MAP=256m MAP=512m; do
    heap=${place#*=}
    run PausesUnderPressure "-XX:+UseG1GC -Xms$heap -Xmx$heap" "${place%=*}" 1000000 8
  done
done
for place in SEGMENTS=256m ARRAYS=640m MAP=1280m; do
  heap=${place#*=}
  run PausesUnderPressure "-XX:+UseG1GC -Xms$heap -Xmx$heap" "${place%=*}" 4000000 8
done
