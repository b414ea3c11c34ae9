package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers what was ever decided and checks every server against it. Survives all crashes. */
final class Judge {

    private final World world;
    private final List<SimDiskModel.Applied> decided = new ArrayList<>();
    private final Map<Long, ServerId> leaders = new HashMap<>();

    Judge(World world) {
        this.world = world;
    }

    int decided() {
        return decided.size();
    }

    /**
     * Same transactions in the same order everywhere; what is decided is on the disks of a quorum.
     */
    void applied(SimServer server, int index) {
        SimDiskModel.Applied mine = server.tree.get(index);
        if (index < decided.size()) {
            assertThat(mine.zxid())
                    .as("transaction %d on %s", index, server.id)
                    .isEqualTo(decided.get(index).zxid());
            assertThat(mine.txn())
                    .as("transaction %d on %s", index, server.id)
                    .isEqualTo(decided.get(index).txn());
            return;
        }
        assertThat(index).as("nothing is left out").isEqualTo(decided.size());
        Set<ServerId> holders = new HashSet<>();
        for (SimServer other : world.servers.values()) {
            if (other.disk.holds(mine.zxid())) {
                holders.add(other.id);
            }
        }
        boolean quorum = server.committed.quorums().isQuorum(holders);
        if (World.isReconfig(mine.txn())) {
            quorum &= server.decides(holders);
        }
        assertThat(quorum)
                .as(
                        "%s applied by %s is durable on a quorum, not just on %s",
                        Zxid.text(mine.zxid()), server.id, holders)
                .isTrue();
        decided.add(mine);
    }

    /** One leader per epoch, and every leader that serves has everything decided. */
    void roleChanged(SimServer server) {
        if (server.role != Role.LEADING || server.phase != Phase.SERVING) {
            return;
        }
        ServerId first = leaders.computeIfAbsent(server.epoch, epoch -> server.id);
        assertThat(first).as("leader of epoch %d", server.epoch).isEqualTo(server.id);
        assertThat(server.tree.size())
                .as("transactions leader %s of epoch %d has", server.id, server.epoch)
                .isGreaterThanOrEqualTo(decided.size());
    }

    /** Epochs and log of a disk fit together. */
    void disk(SimServer server) {
        SimDiskModel disk = server.disk;
        long current = Math.max(0, disk.hard.currentEpoch());
        assertThat(current)
                .as("current epoch of %s", server.id)
                .isGreaterThanOrEqualTo(Zxid.epoch(disk.lastZxid()));
        assertThat(Math.max(current, disk.hard.acceptedEpoch()))
                .as("accepted epoch of %s", server.id)
                .isGreaterThanOrEqualTo(current);
    }
}
