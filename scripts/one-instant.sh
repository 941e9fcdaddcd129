#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Takes backups while clients move things between keys and caches, and looks that each file set has each of them once.
#   scripts/one-instant.sh [backups] [seed]     five hundred where nothing is said
set -eu
exec "$(dirname "$0")/long-test.sh" io.radish.it.instant.OneInstantTest \
  "-Dradish.instant.backups=${1:-500}" ${2:+"-Dradish.instant.seed=$2"}
