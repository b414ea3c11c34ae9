#!/bin/bash
# Curator 5.9.0, recipes: a new DistributedAtomicLong reads 0, and compareAndSet(0, 1) on it fails, however often it is tried.
#
# Guess before: like java.util.concurrent's AtomicLong it begins with 0: get() succeeds with 0, so compareAndSet(0, 1) of a lone client succeeds.
# Seen: get() succeeds with 0, and the attempt, which names 0 as the value before, does not succeed. A counter without a node has no value that could be
# compared; get() puts 0 in its place. After initialize(0) or add(0) the same call succeeds, with the same get() before it.
#
# Needs a JDK 17 or newer, Maven and bash; the ZooKeeper server runs in the same process. Exits 0 while this is so.
set -e
CURATOR=5.9.0
ZOOKEEPER=3.9.5
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.zookeeper</groupId><artifactId>zookeeper</artifactId><version>$ZOOKEEPER</version></dependency>
<dependency><groupId>org.apache.curator</groupId><artifactId>curator-recipes</artifactId><version>$CURATOR</version></dependency>
<dependency><groupId>org.xerial.snappy</groupId><artifactId>snappy-java</artifactId><version>1.1.10.7</version></dependency>
<dependency><groupId>io.dropwizard.metrics</groupId><artifactId>metrics-core</artifactId><version>4.1.12.1</version></dependency>
</dependencies></project>
POM
mvn -q -B -f "$dir/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/lib" -DincludeScope=runtime

cat > "$dir/Probe.java" <<'JAVA'
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

public class Probe {
    private static void say(String what, AtomicValue<Long> value) {
        System.out.println(what + " succeeded=" + value.succeeded() + " before=" + value.preValue());
    }

    public static void main(String[] arguments) throws Exception {
        ZooKeeperServer server = new ZooKeeperServer(new File(arguments[0]), new File(arguments[0]), 2000);
        NIOServerCnxnFactory port = new NIOServerCnxnFactory();
        port.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        port.startup(server);
        CuratorFramework client = CuratorFrameworkFactory.newClient("127.0.0.1:" + port.getLocalPort(), new RetryNTimes(3, 100));
        client.start();
        DistributedAtomicLong counter = new DistributedAtomicLong(client, "/counter", new RetryNTimes(5, 10));
        say("new: get", counter.get());
        for (int times = 0; times < 3; times++) {
            say("new: compareAndSet(0, 1)", counter.compareAndSet(0L, 1L));
        }
        System.out.println("new: initialize(0) " + counter.initialize(0L));
        say("initialized: get", counter.get());
        say("initialized: compareAndSet(0, 1)", counter.compareAndSet(0L, 1L));
        DistributedAtomicLong other = new DistributedAtomicLong(client, "/other", new RetryNTimes(5, 10));
        say("other: add(0)", other.add(0L));
        say("other: compareAndSet(0, 1)", other.compareAndSet(0L, 1L));
        client.close();
        port.shutdown();
        System.exit(0);
    }
}
JAVA
javac -cp "$dir/lib/*" -d "$dir" "$dir/Probe.java"
seen=$(java -Dzookeeper.4lw.commands.whitelist=srvr -cp "$dir:$dir/lib/*" Probe "$dir/data" 2>/dev/null)
echo "Curator $CURATOR, ZooKeeper $ZOOKEEPER:"
echo "$seen"
echo "$seen" | grep -qx 'new: get succeeded=true before=0'
[ "$(echo "$seen" | grep -cx 'new: compareAndSet(0, 1) succeeded=false before=0')" = 3 ]
echo "$seen" | grep -qx 'new: initialize(0) true'
echo "$seen" | grep -qx 'initialized: get succeeded=true before=0'
echo "$seen" | grep -qx 'initialized: compareAndSet(0, 1) succeeded=true before=0'
echo "$seen" | grep -qx 'other: compareAndSet(0, 1) succeeded=true before=0'
