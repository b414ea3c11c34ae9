package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers that may go while the leader changes. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class ContainerSweepTest {

    private static final int CONTAINERS = 200;

    /** What nine seconds remove: a change of leader takes less, on a slow machine too. */
    private static final int MANY_CONTAINERS = 1_500;

    private final EnsembleOnATable table = new EnsembleOnATable(3, 3, false);

    /** A path that was a container's may be another node's when the same server leads again. */
    @Test
    void whatOneTermHasFoundIsNotRemovedInALaterOne() throws Exception {
        table.startAll();
        EnsembleOnATable.Server first = table.untilServing(3);
        createContainers(first, MANY_CONTAINERS);
        long before = first.handler().report().nodes();
        table.loop.advanceMillis(40_000, 10);
        table.until(() -> first.handler().report().nodes() < before);
        EnsembleOnATable.Server second = handOver(first, null);
        RecordedConnection client = second.connect();
        String left = "/c" + (MANY_CONTAINERS - 1);
        second.write(client, 1, new Request.Delete(Znode.of(left), -1));
        second.create(client, 2, left, "precious");
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).containsExactly("established 10000", "1 ok", "2 created " + left);
        assertThat(handOver(second, new ServerId(first.id))).isSameAs(first);
        table.loop.advanceMillis(10_000, 10);
        RecordedConnection after = first.connect();
        first.get(after, 1, left);
        assertThat(after.take()).containsExactly("established 10000", "1 data precious v0");
    }

    /** Clients go on while what was found is removed, so many a second. */
    @Test
    void whatWasPutInThePlaceOfAContainerStays() throws Exception {
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        createContainers(leader, CONTAINERS);
        long before = leader.handler().report().nodes();
        table.loop.advanceMillis(50_000, 10);
        table.until(() -> leader.handler().report().nodes() < before);
        RecordedConnection client = leader.connect();
        client.take();
        List<String> replaced = new ArrayList<>();
        for (int at = 0; at < CONTAINERS; at++) {
            String path = "/c" + at;
            leader.write(client, 1, new Request.Delete(Znode.of(path), -1));
            table.loop.settle();
            if (client.take().contains("1 ok")) {
                replaced.add(path);
                boolean plain = at % 2 == 0;
                leader.write(
                        client,
                        2,
                        new Request.Create(
                                plain ? OpCode.CREATE : OpCode.CREATE_CONTAINER,
                                Znode.of(path),
                                null,
                                AclEntry.OPEN,
                                plain ? CreateFlags.PERSISTENT : CreateFlags.CONTAINER,
                                -1));
            }
        }
        table.loop.advanceMillis(3_000, 10);
        assertThat(replaced).as("containers that were found and not removed yet").isNotEmpty();
        client.take();
        for (String path : replaced) {
            leader.handler().read(client, 3, new Request.Exists(Znode.of(path), false));
            assertThat(client.take()).as(path).containsExactly("3 stat v0");
        }
    }

    private void createContainers(EnsembleOnATable.Server leader, int count) {
        RecordedConnection client = leader.connect();
        for (int at = 0; at < count; at++) {
            Znode path = Znode.of("/c" + at);
            leader.write(
                    client,
                    1,
                    new Request.Create(
                            OpCode.CREATE_CONTAINER,
                            path,
                            null,
                            AclEntry.OPEN,
                            CreateFlags.CONTAINER,
                            -1));
            leader.create(client, 2, path + "/x", "");
            leader.write(client, 3, new Request.Delete(Znode.of(path + "/x"), -1));
            table.loop.advanceMillis(10, 10);
        }
    }

    private EnsembleOnATable.Server handOver(EnsembleOnATable.Server from, ServerId to) {
        List<String> ended = new ArrayList<>();
        from.handler().handOver(to, ended::add);
        table.until(() -> !ended.isEmpty());
        return table.untilServing(3);
    }
}
