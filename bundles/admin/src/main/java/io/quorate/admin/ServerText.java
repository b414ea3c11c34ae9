package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.service.ClientGate.GateReport;
import io.quorate.service.EnsembleReport;
import io.quorate.service.PluginInUse;
import io.quorate.service.ReplicaReport;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The server as text: {@code srvr}, {@code stat}, {@code conf}, {@code hash}. Source: spec
 * semantics section 13.3.
 */
final class ServerText {

    private static final String VERSION_FOLDER = "/version-2";

    private ServerText() {}

    static String version(boolean readOnly) {
        return "Zookeeper version: "
                + ProductVersion.TEXT
                + '\n'
                + (readOnly ? "READ-ONLY mode; serving only read-only clients\n" : "");
    }

    static String figures(ReplicaReport replica, GateReport gate) {
        return "Latency min/avg/max: "
                + gate.latency().min()
                + '/'
                + Decimals.text(gate.latency().average())
                + '/'
                + gate.latency().max()
                + "\nReceived: "
                + gate.packetsReceived()
                + "\nSent: "
                + gate.packetsSent()
                + "\nConnections: "
                + gate.connections()
                + "\nOutstanding: "
                + replica.outstanding()
                + "\nZxid: "
                + Zxid.text(replica.zxid())
                + "\nMode: "
                + replica.mode()
                + "\nNode count: "
                + nodeCount(replica)
                + '\n'
                + proposals(replica);
    }

    private static String proposals(ReplicaReport replica) {
        EnsembleReport ensemble = replica.ensemble();
        if (ensemble == null || !replica.mode().equals("leader")) {
            return "";
        }
        return "Proposal sizes last/min/max: "
                + ensemble.lastProposalBytes()
                + '/'
                + ensemble.minProposalBytes()
                + '/'
                + ensemble.maxProposalBytes()
                + '\n';
    }

    /**
     * The last line of {@code srvr}, which the reference does not have: whoever reads that text
     * line by line has all it knows before it. {@code stat} and {@code conf} stay as they are.
     */
    static String plugins(List<PluginInUse> plugins) {
        return plugins.isEmpty()
                ? ""
                : plugins.stream()
                        .map(PluginInUse::toString)
                        .collect(Collectors.joining(", ", "Plugins: ", "\n"));
    }

    /** The reference counts the root under both of its names. */
    static long nodeCount(ReplicaReport replica) {
        return replica.nodes() + 1;
    }

    static String configuration(
            AdminSettings settings,
            ReplicaReport replica,
            GateReport gate,
            long dataBytes,
            long logBytes) {
        return "clientPort="
                + settings.clientPort()
                + "\nsecureClientPort="
                + settings.secureClientPort()
                + "\ndataDir="
                + settings.dataDir()
                + VERSION_FOLDER
                + "\ndataDirSize="
                + dataBytes
                + "\ndataLogDir="
                + settings.dataLogDir()
                + VERSION_FOLDER
                + "\ndataLogSize="
                + logBytes
                + "\ntickTime="
                + settings.tickMillis()
                + "\nmaxClientCnxns="
                + gate.maxConnectionsPerHost()
                + "\nminSessionTimeout="
                + replica.minSessionTimeoutMillis()
                + "\nmaxSessionTimeout="
                + replica.maxSessionTimeoutMillis()
                + "\nclientPortListenBacklog="
                + settings.backlog()
                + "\nserverId="
                + settings.serverId()
                + '\n'
                + member(replica);
    }

    private static String member(ReplicaReport replica) {
        EnsembleReport ensemble = replica.ensemble();
        if (ensemble == null) {
            return "";
        }
        return "initLimit="
                + ensemble.initLimitTicks()
                + "\nsyncLimit="
                + ensemble.syncLimitTicks()
                + "\nelectionAlg=3\nelectionPort="
                + joined(ensemble.electionPorts())
                + "\nquorumPort="
                + joined(ensemble.quorumPorts())
                + "\npeerType="
                + (ensemble.observes() ? 1 : 0)
                + '\n'
                // A server in read-only mode does not report the members.
                + (replica.mode().equals("read-only")
                        ? ""
                        : "membership: \n" + ensemble.membership());
    }

    private static String joined(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }

    static String digests(ReplicaReport replica) {
        StringBuilder text = new StringBuilder();
        for (ReplicaReport.DigestEntry entry : replica.digestLog()) {
            text.append(Zxid.hex(entry.zxid())).append(": ").append(entry.digest()).append('\n');
        }
        return text.toString();
    }
}
