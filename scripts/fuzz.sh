#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Searches for inputs that break a decoder or reader, five minutes for each target; without a target, all of them.
#   scripts/fuzz.sh [requests | replies | backups | payloads]
set -eu
cd "$(dirname "$0")/.."
fuzz() {
  echo "fuzzing $2#$3, five minutes"
  rm -f "$1"/target/surefire-reports/TEST-*."$2".xml
  JAZZER_FUZZ=1 ./mvnw -q -pl "$1" -am test "-Dtest=$2#$3" -Dsurefire.failIfNoSpecifiedTests=false
  scripts/require-tests.sh "$1" "$2"
}
target=${1:-all}
case $target in
requests | replies | backups | payloads | all) ;;
*)
  echo "fuzz.sh: there is no target '$target'; there are requests, replies, backups and payloads" >&2
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
