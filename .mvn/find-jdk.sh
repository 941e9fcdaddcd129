# SPDX-License-Identifier: Apache-2.0
# Sourced by ./mvnw and ./radish: leaves JAVA_HOME pointing at a JDK 25 or newer, or says in one line what to install.
# Looks at JAVA_HOME, then at the java on the PATH, then at the folders in which the usual installers put JDKs.

radish_is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  radish_major=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
  [ -n "$radish_major" ] && [ "$radish_major" -ge 25 ]
}

radish_find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && radish_is_jdk "$JAVA_HOME"; then
    return 0
  fi
  radish_on_path=$(command -v java 2>/dev/null || true)
  if [ -n "$radish_on_path" ]; then
    radish_on_path=$(readlink -f "$radish_on_path" 2>/dev/null || printf '%s' "$radish_on_path")
    radish_on_path=$(dirname "$(dirname "$radish_on_path")")
  fi
  for radish_candidate in "$radish_on_path" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$radish_candidate" ] && radish_is_jdk "$radish_candidate"; then
      JAVA_HOME=$radish_candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "radish: needs a JDK 25 or newer and found none; install one (for example Eclipse Temurin 25) and set JAVA_HOME to its folder" >&2
  return 1
}
