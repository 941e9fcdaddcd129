#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Torments a server with hostile clients while backups run, and looks whether it leaves a mark.
#   scripts/soak.sh [seconds] [seed]     ten minutes where nothing is said
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
output=radish-it/target/surefire-reports/io.radish.it.soak.ProtocolSoakTest-output.txt
rm -f "$output"
status=0
./mvnw -q -pl radish-it -am test -Dtest=ProtocolSoakTest -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dradish.soak.seconds=$seconds" ${2:+"-Dradish.soak.seed=$2"} || status=$?
cat "$output"
exit "$status"
