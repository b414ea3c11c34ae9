# shellcheck shell=sh
# Drop-in for ZooKeeper's script of this name, which others source: sets ZOOBINDIR, ZOOKEEPER_PREFIX, ZOOCFGDIR, ZOOCFG, ZOO_LOG_DIR, JAVA,
# CLASSPATH, SERVER_JVMFLAGS and CLIENT_JVMFLAGS.
if [ -z "$ZOOBINDIR" ]; then
    # Bash says where a sourced file lies; another shell knows what it was started with.
    # shellcheck disable=SC3028
    zkenv=${BASH_SOURCE:-$0}
    zkenv=$(readlink -f "$zkenv" 2>/dev/null || echo "$zkenv")
    ZOOBINDIR=$(cd "$(dirname "$zkenv")" && pwd)
fi
QUORATE_BIN=$(cd "$ZOOBINDIR" && pwd)
QUORATE_SOURCED=yes
. "$QUORATE_BIN/quorate-env.sh"
quorate_find_java || exit 1
quorate_class_path
ZOOKEEPER_PREFIX=$QUORATE_HOME
JAVA=$QUORATE_JAVA_HOME/bin/java
CLASSPATH=$ZOOCFGDIR:$QUORATE_CLASS_PATH${CLASSPATH:+:$CLASSPATH}
SERVER_JVMFLAGS="-Xmx${ZK_SERVER_HEAP:-1000}m $SERVER_JVMFLAGS"
CLIENT_JVMFLAGS="-Xmx${ZK_CLIENT_HEAP:-256}m $CLIENT_JVMFLAGS"
export ZOOBINDIR ZOOKEEPER_PREFIX ZOOCFGDIR ZOOCFG ZOO_LOG_DIR JAVA CLASSPATH SERVER_JVMFLAGS CLIENT_JVMFLAGS
