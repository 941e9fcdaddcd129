#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kills a server with kill -9 while clients write, starts it again, and compares what is there with what was acknowledged
# or read; with checkpoints, backups and restores under way.
#   scripts/crash.sh [cycles] [seed]               under appendfsync always; a thousand where nothing is said
#   scripts/crash.sh operations [times] [seed]     in the middle of a backup, a restore, a roll-back, a clean-up and a
#                                                  checkpoint, each so many times; two hundred where nothing is said
#   scripts/crash.sh everysec [cycles] [seconds]   what appendfsync everysec loses to kill -9, and would to a power cut
# A thousand cycles take half an hour and more of two cores that have nothing else to do.
set -eu
run="$(dirname "$0")/long-test.sh"
tests=io.radish.it.crash
case ${1:-} in
  operations)
    exec "$run" $tests.OperationTest "-Dradish.crash.operations=${2:-200}" ${3:+"-Dradish.crash.seed=$3"}
    ;;
  everysec)
    "$run" $tests.CrashTest -Dradish.crash.cycles=1 "-Dradish.crash.everysec.cycles=${2:-50}"
    exec "$run" $tests.LossWindowTest "-Dradish.loss.seconds=${3:-60}"
    ;;
  *)
    exec "$run" $tests.CrashTest "-Dradish.crash.cycles=${1:-1000}" ${2:+"-Dradish.crash.seed=$2"}
    ;;
esac
