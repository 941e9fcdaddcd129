#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs random commands here and on a real redis-server, and compares replies and data.
#   scripts/differential.sh [commands] [seed]
set -eu
exec "$(dirname "$0")/long-test.sh" io.radish.it.command.DifferentialTest \
  "-Dradish.differential.commands=${1:-1000000}" ${2:+"-Dradish.differential.seed=$2"}
