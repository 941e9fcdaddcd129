#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shows what docs/PERSISTENCE_GUIDE.md describes, on a store and in a folder of its own: makes test caches, backs them
# up, lists the files, restores, and cleans up.
#
#   scripts/test-persistence.sh           in a temporary folder, deleted at the end
#   scripts/test-persistence.sh FOLDER    in that folder, which must not exist; the backups stay there
#
# TEST_PERSISTENCE_CLASSPATH names the classes of Radish, where they are not to be those that ./radish builds.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/.mvn/find-jdk.sh"
radish_find_jdk || exit 1
if [ -z "${TEST_PERSISTENCE_CLASSPATH-}" ]; then
  # Builds it where that is still to be done.
  "$root/radish" --version >/dev/null
  TEST_PERSISTENCE_CLASSPATH="$root/radish-server/target/radish/lib/*"
fi
exec "$JAVA_HOME/bin/java" -cp "$TEST_PERSISTENCE_CLASSPATH" "$root/scripts/TestPersistence.java" "$@"
