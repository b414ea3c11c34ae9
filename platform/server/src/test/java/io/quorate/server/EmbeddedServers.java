package io.quorate.server;

import io.quorate.auth.digest.DigestScheme;
import io.quorate.consensus.solo.SoloFactory;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageException;
import io.quorate.storage.filelog.FilelogFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of docs/EMBEDDING.md, which quotes this file. */
final class EmbeddedServers {

    private EmbeddedServers() {}

    /** A standalone server with its files in a directory, for clients of this machine. */
    static QuorateServer alone(Path data) throws StorageException {
        return QuorateServer.builder()
                .storage(new FilelogFactory(), new StorageDirs(data, data))
                .consensus(new SoloFactory())
                .auth(new DigestScheme("", "SHA1"))
                .gate(GateSettings.at("127.0.0.1", 0)) // 0: any free port
                .start();
    }

    /**
     * Servers 1 to 3.
     *
     * @param lines {@code server.1=127.0.0.1:2888:3888} and so on, as in zoo.cfg
     */
    static List<QuorateServer> three(Path data, String lines) throws Exception {
        Membership membership = MembershipText.parse(lines);
        List<QuorateServer> servers = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Path own = data.resolve("server" + id);
            ReplicaSettings settings = ReplicaSettings.ofMember(id);
            servers.add(
                    QuorateServer.builder()
                            .storage(new FilelogFactory(), new StorageDirs(own, own))
                            .consensus(new ZabFactory())
                            .election(new FastElectionFactory())
                            .ensemble(EnsembleMember.of(settings, membership))
                            .gate(GateSettings.at("127.0.0.1", 0))
                            .start());
        }
        return servers;
    }
}
