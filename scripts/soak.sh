#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Torments a server with hostile clients while backups run, and looks whether it leaves a mark.
#   scripts/soak.sh [seconds] [seed]     ten minutes where nothing is said
set -eu
exec "$(dirname "$0")/long-test.sh" io.radish.it.soak.ProtocolSoakTest \
  "-Dradish.soak.seconds=${1:-600}" ${2:+"-Dradish.soak.seed=$2"}
