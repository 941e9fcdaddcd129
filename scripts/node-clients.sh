#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches the clients of Node.js that some tests drive the server with, exactly as locked, into a folder that outlives builds, and
# prints that folder. It does nothing where they are there already; tests look for them in the same place.
set -euo pipefail
cd "$(dirname "$0")/../radish-it/src/test/clients/node"

lock="$(sha256sum package-lock.json | cut -c1-16)"
folder="${RADISH_NODE_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/radish/node-clients-$lock}"
if [ ! -e "$folder/node_modules/.package-lock.json" ]; then
  mkdir -p "$folder"
  cp package.json package-lock.json "$folder"
  # Without scripts: nothing here needs a native part, and what is fetched runs nothing before the tests do.
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
fi
echo "$folder"
