#!/bin/bash
# ZooKeeper 3.9.5: multiAddress.enabled=true in zoo.cfg does not allow several addresses per server.
#
# Guess before: the key works in the configuration file, as every key of the section on clusters in the administrator's guide does; the server
# has a branch for it there, and a getter that says it is on.
# Seen: the member lines are read by code that looks at the system property zookeeper.multiAddress.enabled only. With the key in the file the
# server ends with "Multiple address feature is disabled, but multiple addresses were specified for sid N"; with
# -Dzookeeper.multiAddress.enabled=true the same file is taken. A file without such lines starts, and the key is on.
#
# Needs a JDK 17 or newer, Maven and bash. Exits 0 while this is so.
set -e
VERSION=3.9.5
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.zookeeper</groupId><artifactId>zookeeper</artifactId><version>$VERSION</version></dependency>
</dependencies></project>
POM
mvn -q -B -f "$dir/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/lib" -DincludeScope=runtime

cat > "$dir/Probe.java" <<'JAVA'
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;

public class Probe {
    public static void main(String[] arguments) {
        QuorumPeerConfig config = new QuorumPeerConfig();
        try {
            config.parse(arguments[0]);
            System.out.println("taken, enabled " + config.isMultiAddressEnabled());
        } catch (QuorumPeerConfig.ConfigException refused) {
            Throwable reason = refused;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            System.out.println("refused: " + reason.getMessage());
        }
    }
}
JAVA
javac -cp "$dir/lib/*" -d "$dir" "$dir/Probe.java"

mkdir "$dir/data"
echo 1 > "$dir/data/myid"
cat > "$dir/one.cfg" <<CFG
dataDir=$dir/data
clientPort=2181
initLimit=10
syncLimit=5
multiAddress.enabled=true
server.1=127.0.0.1:2888:3888
server.2=127.0.0.2:2888:3888
server.3=127.0.0.3:2888:3888
CFG
sed 's/^server\.\(.\)=127.0.0.\(.\):2888:3888/&|127.0.1.\2:2889:3889/' "$dir/one.cfg" > "$dir/two.cfg"

read_by() { java "${@:2}" -cp "$dir:$dir/lib/*" Probe "$1" 2>/dev/null | tail -n 1; }

one=$(read_by "$dir/one.cfg")
two=$(read_by "$dir/two.cfg")
flag=$(read_by "$dir/two.cfg" -Dzookeeper.multiAddress.enabled=true)
echo "one address each, key in the file:       $one"
echo "two addresses each, key in the file:     $two"
echo "the same with the system property:       $flag"
[ "$one" = "taken, enabled true" ]
[[ $two == "refused: Multiple address feature is disabled, but multiple addresses were specified for sid "* ]]
[ "$flag" = "taken, enabled true" ]
