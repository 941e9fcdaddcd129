#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Searches for inputs that break a decoder or reader, five minutes for each target, or that number of inputs, with a heap
# of 512 MiB; without a target, all of them.
#   scripts/fuzz.sh [requests | replies | backups | journal | payloads | all] [inputs]
set -eu
cd "$(dirname "$0")/.."
target=${1:-all}
inputs=${2:-0}
length="five minutes"
if [ "$inputs" != 0 ]; then
  length="$inputs inputs"
  # More than enough time for any number that somebody would ask for.
  JAZZER_MAX_EXECUTIONS=$inputs JAZZER_MAX_DURATION=24h
  export JAZZER_MAX_EXECUTIONS JAZZER_MAX_DURATION
fi
jvm="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dradish.memory.check=true -Xmx512m"
fuzz() {
  echo "fuzzing $2#$3, $length"
  rm -f "$1"/target/surefire-reports/TEST-*."$2".xml
  JAZZER_FUZZ=1 ./mvnw -q -pl "$1" -am test "-Dtest=$2#$3" -Dsurefire.failIfNoSpecifiedTests=false "-Dradish.test.jvm=$jvm"
  scripts/require-tests.sh "$1" "$2"
}
case $target in
requests | replies | backups | journal | payloads | all) ;;
*)
  echo "fuzz.sh: there is no target '$target'; there are requests, replies, backups, journal and payloads" >&2
  exit 2
  ;;
esac
wanted() { [ "$target" = all ] || [ "$target" = "$1" ]; }
if wanted requests; then fuzz radish-protocol ProtocolFuzzTest requests; fi
if wanted payloads; then fuzz radish-core DumpPayloadFuzzTest payloads; fi
if wanted replies; then fuzz radish-protocol ProtocolFuzzTest replies; fi
if wanted backups; then
  fuzz radish-persistence BackupReaderFuzzTest anyBytes_readAsABackup_areReadOrRefused
fi
if wanted journal; then
  fuzz radish-persistence JournalReaderFuzzTest anyBytes_readAsASegment_areReadOrRefused
  fuzz radish-persistence JournalReaderFuzzTest anyBytes_readAsABatch_areReadOrRefused
fi
