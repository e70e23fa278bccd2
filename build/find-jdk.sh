# Sourced by ./althing and ./mvnw. Sets JAVA_HOME to a JDK 25 unless it already names one.
# Sets ALTHING_JDK to that home, or to nothing when no JDK 25 is found.

jdk_is_25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk_25() {
  if [ -n "${JAVA_HOME-}" ] && jdk_is_25 "$JAVA_HOME"; then
    printf %s "$JAVA_HOME"
    return
  fi
  on_path=$(command -v javac 2>/dev/null || :)
  if [ -n "$on_path" ]; then
    resolved=$(readlink -f "$on_path" 2>/dev/null || printf %s "$on_path")
    on_path=${resolved%/bin/javac}
  fi
  [ -x /usr/libexec/java_home ] && mac=$(/usr/libexec/java_home -v 25 2>/dev/null || :) || mac=
  set +f
  for home in "$on_path" "$mac" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-/}"/.sdkman/candidates/java/* "${HOME-/}"/.jdks/* "${HOME-/}"/.asdf/installs/java/*; do
    if [ -n "$home" ] && jdk_is_25 "$home"; then
      printf %s "$home"
      return
    fi
  done
}

ALTHING_JDK=$(find_jdk_25)
if [ -n "$ALTHING_JDK" ]; then
  JAVA_HOME=$ALTHING_JDK
  export JAVA_HOME
fi
