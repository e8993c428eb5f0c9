# Sourced by the scripts of bench: sets JAVA_HOME to a JDK 25, or says where it looked and exits.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk_25() {
  local candidate on_path
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return
  fi
  if on_path=$(command -v java); then
    candidate=$(cd "$(dirname "$(readlink -f "$on_path")")/.." && pwd)
    if is_jdk_25 "$candidate"; then
      echo "$candidate"
      return
    fi
  fi
  for candidate in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk_25 "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk_25); then
  echo "$0: no JDK 25 found (looked at JAVA_HOME, java on the path, /usr/lib/jvm," \
    "~/.sdkman, ~/.asdf, /Library/Java); get one at https://adoptium.net" >&2
  exit 1
fi
export JAVA_HOME
