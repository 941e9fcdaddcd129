#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs random commands here and on a real redis-server, and compares replies and data.
#   scripts/differential.sh [commands] [seed]
set -eu
cd "$(dirname "$0")/.."
commands=${1:-1000000}
output=radish-it/target/surefire-reports/io.radish.it.command.DifferentialTest-output.txt
rm -f "$output"
status=0
./mvnw -q -pl radish-it -am test -Dtest=DifferentialTest -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dradish.differential.commands=$commands" ${2:+"-Dradish.differential.seed=$2"} || status=$?
cat "$output"
exit "$status"
