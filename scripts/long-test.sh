#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one test with properties of its own, for longer than in a build, and prints what it says:
#   scripts/long-test.sh CLASS [-Dproperty=value ...]
# The test is one of radish-it, or of the module that RADISH_TEST_MODULE names.
set -eu
cd "$(dirname "$0")/.."
class=$1
module=${RADISH_TEST_MODULE:-radish-it}
shift
output=$module/target/surefire-reports/$class-output.txt
rm -f "$output" "$module/target/surefire-reports/TEST-$class.xml"
status=0
./mvnw -q -pl "$module" -am test "-Dtest=${class##*.}" -Dsurefire.failIfNoSpecifiedTests=false "$@" || status=$?
if [ -f "$output" ]; then cat "$output"; fi
if [ "$status" = 0 ]; then scripts/require-tests.sh "$module" "$class"; fi
exit "$status"
