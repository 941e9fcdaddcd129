#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kills a server with kill -9 while clients write, starts it again, and compares what is there with what was acknowledged
# or read; with checkpoints, backups and restores under way.
#   scripts/crash.sh [cycles] [seed]     a thousand where nothing is said, which takes half an hour
set -eu
exec "$(dirname "$0")/long-test.sh" io.radish.it.crash.CrashTest \
  "-Dradish.crash.cycles=${1:-1000}" ${2:+"-Dradish.crash.seed=$2"}
