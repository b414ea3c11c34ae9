# shellcheck shell=sh
# Environment of the server and the shell, as zkEnv.sh of ZooKeeper leaves it. Sourced by the scripts of this folder, never run.
# Honours JAVA_HOME, ZOOCFGDIR, ZOOCFG, ZOO_LOG_DIR, ZOO_LOG_FILE, ZOOPIDFILE, ZOO_DATADIR_AUTOCREATE_DISABLE, ZK_SERVER_HEAP, ZK_CLIENT_HEAP,
# JVMFLAGS, SERVER_JVMFLAGS, CLIENT_JVMFLAGS, JMXDISABLE, JMXPORT, and conf/zookeeper-env.sh, conf/java.env and conf/logback.xml.

QUORATE_HOME=${QUORATE_BIN%/*}
. "$QUORATE_BIN/find-java.sh"

if [ -z "$ZOOCFGDIR" ]; then
    ZOOCFGDIR=$QUORATE_HOME/conf
fi
# Users write these two files for bash, which ran ZooKeeper's scripts.
if [ -z "$BASH_VERSION$QUORATE_SOURCED" ] && { [ -f "$ZOOCFGDIR/zookeeper-env.sh" ] || [ -f "$ZOOCFGDIR/java.env" ]; } && bash=$(command -v bash); then
    exec "$bash" "$0" "$@"
fi
[ -f "$ZOOCFGDIR/zookeeper-env.sh" ] && . "$ZOOCFGDIR/zookeeper-env.sh"
[ -n "$ZOOCFG" ] || ZOOCFG=zoo.cfg
case $ZOOCFG in
    /*) ;;
    *) ZOOCFG=$ZOOCFGDIR/$ZOOCFG ;;
esac
[ -f "$ZOOCFGDIR/java.env" ] && . "$ZOOCFGDIR/java.env"
[ -n "$ZOO_LOG_DIR" ] || ZOO_LOG_DIR=$QUORATE_HOME/logs

# Class path of the process, in an order that stays the same: the archive of preloaded classes depends on it.
quorate_class_path() {
    QUORATE_CLASS_PATH=
    # The framework and the logger look for resources when they start; jars before theirs would be opened for that.
    for jar in "$QUORATE_HOME"/lib/org.apache.felix.framework-*.jar "$QUORATE_HOME"/lib/logback-*.jar "$QUORATE_HOME"/lib/*.jar \
        "$QUORATE_HOME"/lib/class-path/*.jar "$QUORATE_HOME"/bundles/*.jar; do
        case :$QUORATE_CLASS_PATH: in
            *:"$jar":*) ;;
            *) QUORATE_CLASS_PATH=$QUORATE_CLASS_PATH${QUORATE_CLASS_PATH:+:}$jar ;;
        esac
    done
}

# Last value of the key $1 in the configuration file $2; empty where it is not set.
quorate_key() {
    [ -r "$2" ] || return 0
    sed -n -e "s/^[[:blank:]]*$1[[:blank:]]*[=:][[:blank:]]*//p" -e "s/^[[:blank:]]*$1[[:blank:]]\{1,\}\([^=:[:blank:]]\)/\1/p" "$2" | sed 's/[[:space:]]*$//' | tail -n 1
}

# Puts the command line of the server with configuration $1 into the positional parameters of quorate_run.
quorate_server() {
    quorate_find_java || exit 1
    quorate_class_path
    cfg=$1
    run=$2
    archive=$QUORATE_HOME/cache/server.aot
    set -- "$QUORATE_JAVA_HOME/bin/java"
    # What runs and what is archived must agree on these flags. A collector among the user's flags replaces ours: a JVM takes only one.
    case "$JVMFLAGS $SERVER_JVMFLAGS" in
        *-XX:+Use[A-Z]*GC*) collector= ;;
        *) collector=${QUORATE_COLLECTOR:--XX:+UseG1GC -XX:MaxGCPauseMillis=5 -XX:+UnlockExperimentalVMOptions -XX:G1NewSizePercent=1 -XX:G1MaxNewSizePercent=4} ;;
    esac
    # Compiling later keeps the compiler threads off the start, where most of what runs runs a few times only.
    # shellcheck disable=SC2086 # the collector may be several flags
    set -- "$@" -XX:+UseCompactObjectHeaders $collector -XX:CompileThresholdScaling=2
    # Where the machine offers large pages on demand: the heap then costs one page fault for 2 MB and not one for 4 KB.
    huge=never
    [ -r /sys/kernel/mm/transparent_hugepage/enabled ] && read -r huge < /sys/kernel/mm/transparent_hugepage/enabled
    case $huge in
        *"[always]"* | *"[madvise]"*) set -- "$@" -XX:+UseTransparentHugePages ;;
    esac
    set -- "$@" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djdk.reflect.useNativeAccessorOnly=true
    main=io.quorate.launcher.Main
    if [ "$run" = archive ]; then
        main=io.quorate.launcher.AotTrainingRun
        set -- "$@" "-XX:AOTCacheOutput=$archive"
    elif [ -r "$archive" ]; then
        set -- "$@" "-XX:AOTCache=$archive" -Xlog:aot=off -Xlog:cds=off "-Dquorate.archive=$archive"
    fi
    set -- "$@" "-Xmx${ZK_SERVER_HEAP:-1000}m" -XX:+HeapDumpOnOutOfMemoryError "-XX:OnOutOfMemoryError=kill -9 %p"
    set -- "$@" "-Dquorate.home=$QUORATE_HOME" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.log.file=$ZOO_LOG_FILE"
    if [ "$run" = start ]; then
        set -- "$@" -Dquorate.log.console=false ${QUORATE_STARTED:+"-Dquorate.started.file=$QUORATE_STARTED"}
    fi
    if [ -f "$ZOOCFGDIR/logback.xml" ]; then
        set -- "$@" "-Dlogback.configurationFile=$ZOOCFGDIR/logback.xml"
    fi
    # The flags of the JVM only where they must be: with those it does not use the archive.
    if [ -n "$JMXPORT" ] && [ "$JMXDISABLE" != true ]; then
        case ${JMXAUTH:-false}${JMXSSL:-false} in
            falsefalse) set -- "$@" "-Dquorate.jmx.port=$JMXPORT" ;;
            *)
                set -- "$@" "-Dcom.sun.management.jmxremote.port=$JMXPORT" "-Dcom.sun.management.jmxremote.authenticate=${JMXAUTH:-false}" \
                    "-Dcom.sun.management.jmxremote.ssl=${JMXSSL:-false}"
                ;;
        esac
    fi
    if [ -n "$ZOO_DATADIR_AUTOCREATE_DISABLE" ]; then
        set -- "$@" -Dzookeeper.datadir.autocreate=false
    fi
    # The flags of the user come last, so they win; they are split at blanks as ZooKeeper's scripts split them.
    # shellcheck disable=SC2086
    set -- "$@" $JVMFLAGS $SERVER_JVMFLAGS -cp "$QUORATE_CLASS_PATH" $main "$cfg"
    case $run in
        print) echo "$@" ;;
        start) nohup "$@" >> "$QUORATE_OUT" 2>&1 < /dev/null & ;;
        archive) "$@" ;;
        *) exec "$@" ;;
    esac
}
