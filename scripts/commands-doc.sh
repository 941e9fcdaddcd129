#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes docs/commands.md from the command table; a test of radish-command says when it is due.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
radish_find_jdk || exit 1
./mvnw -q -pl radish-command -am compile
classes=
for module in core protocol persistence command; do
  classes="$classes:radish-$module/target/classes"
done
exec "$JAVA_HOME/bin/java" -cp "${classes#:}" io.radish.command.family.CommandsDocument docs/commands.md
