# Finds a JDK of release 25 or newer and puts its home into QUORATE_JAVA_HOME. Sourced, never run.
# Looks at JAVA_HOME, at java on the PATH, then at the places where JDKs are usually unpacked.

# Release number of the Java home $1, empty where there is no Java. Reads the release file: starting a JVM only to ask costs 50 ms.
quorate_java_release() {
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                value=${value#\"}
                value=${value%%[!0-9]*}
                echo "$value"
                return 0
            fi
        done < "$1/release"
    fi
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
}

quorate_find_java() {
    QUORATE_JAVA_HOME=
    on_path=$(command -v java 2>/dev/null)
    [ -n "$on_path" ] && on_path=$(readlink -f "$on_path" 2>/dev/null)
    for home in "$JAVA_HOME" "${on_path%/bin/java}" \
        /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$home" ] || continue
        release=$(quorate_java_release "$home")
        if [ -n "$release" ] && [ "$release" -ge 25 ]; then
            if [ "$1" != jdk ] || [ -x "$home/bin/javac" ]; then
                QUORATE_JAVA_HOME=$home
                return 0
            fi
        fi
    done
    echo "Quorate needs Java 25 or newer and found none (looked at JAVA_HOME, the PATH, /usr/lib/jvm, /usr/java, /opt, ~/.jdks, ~/.sdkman)." >&2
    echo "Install a JDK 25, for example Eclipse Temurin from https://adoptium.net, and set JAVA_HOME to it if it lies elsewhere." >&2
    return 1
}
