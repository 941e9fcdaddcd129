#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one test of radish-it with properties of its own, for longer than in a build, and prints what it says:
#   scripts/long-test.sh CLASS [-Dproperty=value ...]
set -eu
cd "$(dirname "$0")/.."
class=$1
shift
output=radish-it/target/surefire-reports/$class-output.txt
rm -f "$output" "radish-it/target/surefire-reports/TEST-$class.xml"
status=0
./mvnw -q -pl radish-it -am test "-Dtest=${class##*.}" -Dsurefire.failIfNoSpecifiedTests=false "$@" || status=$?
if [ -f "$output" ]; then cat "$output"; fi
if [ "$status" = 0 ]; then scripts/require-tests.sh radish-it "$class"; fi
exit "$status"
