#!/bin/bash
# ZooKeeper 3.9.5, Java client: an access control list made with List.of(...) cannot be used to create a znode.
#
# Guess before: create(path, data, acl, mode) takes any java.util.List of ACLs, so List.of(new ACL(...)) does what Collections.singletonList(new ACL(...)) does.
# Seen: the client asks whether the list contains null, which the lists of List.of answer with a NullPointerException: create throws it before anything
# is sent. The constants of ZooDefs.Ids, singletonList and ArrayList pass. No server is needed to see it.
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

public class Probe {
    public static void main(String[] arguments) throws Exception {
        ACL anyone = new ACL(31, new Id("world", "anyone"));
        // Nobody listens there: what the client sends ends with a lost connection.
        ZooKeeper client = new ZooKeeper("127.0.0.1:1", 4000, event -> {});
        for (List<ACL> acl : List.of(List.of(anyone), Collections.singletonList(anyone), new ArrayList<>(List.of(anyone)))) {
            String name = acl.getClass().getSimpleName();
            Thread asking = new Thread(() -> {
                try {
                    client.create("/x", new byte[0], acl, CreateMode.PERSISTENT);
                } catch (NullPointerException refused) {
                    System.out.println(name + " NullPointerException");
                } catch (Exception sent) {
                    System.out.println(name + " passed, " + sent.getClass().getSimpleName());
                }
            });
            asking.start();
            asking.join(20_000);
        }
        client.close();
    }
}
JAVA
javac -cp "$dir/lib/*" -d "$dir" "$dir/Probe.java"
seen=$(java -cp "$dir:$dir/lib/*" Probe 2>/dev/null)
echo "ZooKeeper $VERSION:"
echo "$seen"
echo "$seen" | grep -Eq "^(ListN|List12) NullPointerException$"
echo "$seen" | grep -Eq '^SingletonList passed, '
echo "$seen" | grep -Eq '^ArrayList passed, '
