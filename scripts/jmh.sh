#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs JMH benchmarks of radish-bench: scripts/jmh.sh [pattern] [JMH options], for example
#   scripts/jmh.sh RecordPlace -f 1 -p place=SEGMENTS
# RADISH_BENCH_MAIN names another main class of the module to run instead of JMH's, RADISH_BENCH_JVM that JVM's options.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
radish_find_jdk || exit 1
if [ "${RADISH_BENCH_BUILD-yes}" = yes ]; then
  ./mvnw -q -pl radish-bench -am package -DskipTests
fi
# The JVM's options are words.
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" ${RADISH_BENCH_JVM-} -cp "radish-bench/target/classes:$(cat radish-bench/target/classpath)" \
  "${RADISH_BENCH_MAIN-org.openjdk.jmh.Main}" "$@"
