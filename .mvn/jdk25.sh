# Finds a JDK 25 or later and exports JAVA_HOME. Sourced by ./mvnw and bin/*; POSIX sh.
# The build runs Maven itself on JDK 25, because Quarkus loads the compiled classes inside Maven's own JVM.
granary_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  granary_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${granary_version:-0}" -ge 25 ]
}
granary_find_jdk25() {
  granary_javac=$(command -v javac 2>/dev/null || true)
  [ -z "$granary_javac" ] || granary_javac=$(dirname "$(dirname "$(readlink -f "$granary_javac" 2>/dev/null || echo "$granary_javac")")")
  for granary_jdk in "${GRANARY_JAVA_HOME-}" "${JAVA_HOME-}" "$granary_javac" \
    /usr/lib/jvm/* /opt/jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$granary_jdk" ] && granary_is_jdk25 "$granary_jdk"; then
      JAVA_HOME=$granary_jdk
      export JAVA_HOME
      return 0
    fi
  done
  echo "Granary needs a JDK 25 or later and found none: install one (for example Temurin 25), or set GRANARY_JAVA_HOME to its folder." >&2
  return 1
}
granary_find_jdk25 || exit 3
