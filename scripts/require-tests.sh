#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Says whether tests of a class have run, by the report they leave: a name that no test has is no failure for Maven.
#   scripts/require-tests.sh MODULE CLASS     the class with its package, or its bare name
set -eu
cd "$(dirname "$0")/.."
for report in "$1/target/surefire-reports/TEST-$2.xml" "$1"/target/surefire-reports/TEST-*."$2".xml; do
  if [ -f "$report" ] && grep -q '<testsuite [^>]*tests="[1-9]' "$report" \
    && ! grep -q '<skipped' "$report"; then
    exit 0
  fi
done
echo "$2: no test of it has run in $1, or one was skipped" >&2
exit 1
