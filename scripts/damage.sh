#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Changes bytes of backups, packed ones too, of journal segments and of checkpoints: each bit of small ones, and by
# chance ones of 1 to 4 MiB. All of it has to be noticed, with file and place, and to leave live data alone.
#   scripts/damage.sh [changes] [seed]     100,000 changes where nothing is said, which takes an hour
set -eu
RADISH_TEST_MODULE=radish-persistence
export RADISH_TEST_MODULE
exec "$(dirname "$0")/long-test.sh" io.radish.recovery.DamageTest -Dlogback.configurationFile=long-runs-logback.xml \
  "-Dradish.damage.changes=${1:-100000}" ${2:+"-Dradish.damage.seed=$2"}
