#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lets the power go at every call to a disk that forgets, tears and reorders what was not synced, during everything that
# is kept there; then lets every call fail or hang, for each kind of trouble.
#   scripts/power-loss.sh [scripts for power loss, 200] [scripts for each trouble, 9]
set -eu
RADISH_TEST_MODULE=radish-persistence
export RADISH_TEST_MODULE
run() {
  "$(dirname "$0")/long-test.sh" "$@" -Dlogback.configurationFile=long-runs-logback.xml
}
run io.radish.recovery.RecoveryCrashTest "-Dradish.recovery.scripts=${1:-200}" -Dradish.recovery.stride=1
run io.radish.recovery.RecoveryFaultTest "-Dradish.faults.scripts=${2:-9}" -Dradish.faults.stride=1
