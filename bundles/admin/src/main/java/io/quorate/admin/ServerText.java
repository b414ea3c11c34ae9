package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.service.ClientGate.GateReport;
import io.quorate.service.ReplicaReport;

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
                + '\n';
    }

    /** The reference counts the root under both of its names. */
    static long nodeCount(ReplicaReport replica) {
        return replica.nodes() + 1;
    }

    static String configuration(
            AdminConfig config,
            ReplicaReport replica,
            GateReport gate,
            long dataBytes,
            long logBytes) {
        return "clientPort="
                + config.clientPort()
                + "\nsecureClientPort=-1"
                + "\ndataDir="
                + config.dataDir()
                + VERSION_FOLDER
                + "\ndataDirSize="
                + dataBytes
                + "\ndataLogDir="
                + config.dataLogDir()
                + VERSION_FOLDER
                + "\ndataLogSize="
                + logBytes
                + "\ntickTime="
                + config.tickMillis()
                + "\nmaxClientCnxns="
                + gate.maxConnectionsPerHost()
                + "\nminSessionTimeout="
                + replica.minSessionTimeoutMillis()
                + "\nmaxSessionTimeout="
                + replica.maxSessionTimeoutMillis()
                + "\nclientPortListenBacklog="
                + config.backlog()
                + "\nserverId="
                + config.serverId()
                + '\n';
    }

    static String digests(ReplicaReport replica) {
        StringBuilder text = new StringBuilder();
        for (ReplicaReport.DigestEntry entry : replica.digestLog()) {
            text.append(Zxid.hex(entry.zxid())).append(": ").append(entry.digest()).append('\n');
        }
        return text.toString();
    }
}
