# shellcheck shell=sh disable=SC2034  # what is set here is used by the script that sources this
# Finds a JDK of release 25 or newer and puts its home into QUORATE_JAVA_HOME. Sourced, never run.
# Looks at JAVA_HOME, at java on the PATH, then at the places where JDKs are usually unpacked.
# Every process the shell makes costs a millisecond or two before the server begins: so results are put into variables, not printed.

# Puts the release number of the Java home $1 into java_release, nothing where there is no Java. Reads the release file: starting a JVM
# only to ask costs 50 ms.
quorate_java_release() {
    java_release=
    [ -n "$1" ] && [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                value=${value#\"}
                java_release=${value%%[!0-9]*}
                return 0
            fi
        done < "$1/release"
    fi
    java_release=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
}

# Takes the Java home $1 if it will do; $2 is jdk where a compiler is wanted.
quorate_take_java() {
    quorate_java_release "$1"
    if [ -n "$java_release" ] && [ "$java_release" -ge 25 ]; then
        if [ "$2" != jdk ] || [ -x "$1/bin/javac" ]; then
            QUORATE_JAVA_HOME=$1
            return 0
        fi
    fi
    return 1
}

quorate_find_java() {
    QUORATE_JAVA_HOME=
    quorate_take_java "$JAVA_HOME" "$1" && return 0
    on_path=$(command -v java 2>/dev/null)
    [ -n "$on_path" ] && on_path=$(readlink -f "$on_path" 2>/dev/null)
    for home in "${on_path%/bin/java}" \
        /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        quorate_take_java "$home" "$1" && return 0
    done
    echo "Quorate needs Java 25 or newer and found none (looked at JAVA_HOME, the PATH, /usr/lib/jvm, /usr/java, /opt, ~/.jdks, ~/.sdkman)." >&2
    echo "Install a JDK 25, for example Eclipse Temurin from https://adoptium.net, and set JAVA_HOME to it if it lies elsewhere." >&2
    return 1
}
