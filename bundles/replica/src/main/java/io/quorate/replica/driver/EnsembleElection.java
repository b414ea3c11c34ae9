package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.election.ElectionEvent;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.membership.MembershipTracker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election beside the consensus, if that needs one, and what both must know of memberships,
 * roles and the oracle. Loop thread only.
 */
public final class EnsembleElection {

    private static final Logger LOG = LoggerFactory.getLogger(EnsembleElection.class);

    private final @Nullable ElectionDriver election;
    private final ElectionTicker ticker;
    private final @Nullable QuorumOracle oracle;
    private final PeerRouter links;
    private final MembershipTracker memberships;
    private final CoreDriver driver;
    private final Serving serving;
    private final ReplicaHost host;

    /** With the election that {@code peers} name, or none. */
    public EnsembleElection(
            Peers peers,
            PeerRouter links,
            MembershipTracker memberships,
            CoreDriver driver,
            Serving serving,
            ReplicaHost host) {
        this.links = links;
        this.memberships = memberships;
        this.driver = driver;
        this.serving = serving;
        this.host = host;
        this.election =
                peers.election() == null
                        ? null
                        : new ElectionDriver(
                                peers.election(),
                                peers.settings(),
                                links,
                                driver,
                                host.clock(),
                                host.faults());
        this.ticker =
                new ElectionTicker(
                        host.loop(),
                        host.clock(),
                        () -> driver.event(ConsensusEvent.Tick.INSTANCE));
        this.oracle = oracle(peers.settings());
    }

    /** Null if no file decides anything. */
    private @Nullable QuorumOracle oracle(EnsembleSettings settings) {
        String file = settings.text("oraclePath");
        return file.isEmpty()
                ? null
                : new QuorumOracle(
                        Path.of(file),
                        host.workers().reads(),
                        host.loop(),
                        host.clock(),
                        this::oracleChanged);
    }

    private void oracleChanged(boolean grants) {
        LOG.warn("The quorum oracle {} now", grants ? "grants" : "denies");
        driver.event(new ConsensusEvent.OracleChanged(grants));
        event(new ElectionEvent.OracleChanged(grants));
    }

    private void event(ElectionEvent event) {
        if (election != null) {
            election.event(event);
        }
    }

    /** All ports are declared: links come and go, the election answers. */
    public void start(ServerId self, long seed) {
        links.open();
        links.members(memberships.committed(), memberships.proposed());
        event(new ElectionEvent.Boot(self, memberships.committed(), memberships.proposed(), seed));
    }

    public void tick() {
        event(ElectionEvent.Tick.INSTANCE);
        if (oracle != null) {
            oracle.tick();
        }
    }

    public void roleChanged(ConsensusAction.RoleChanged role) {
        ticker.roleChanged(role.phase());
        event(
                new ElectionEvent.Standing(
                        role.role(), role.leader(), role.epoch(), serving.appliedZxid()));
    }

    /** The core wants a leader. */
    public void begin(ConsensusAction.StartElection start) {
        if (election == null) {
            throw host.faults()
                    .fatal("consensus core", "there is no election, but the core asked for one");
        }
        event(new ElectionEvent.Begin(start.vote()));
    }

    /** Another configuration is in force, or under way. */
    public void membershipChanged() {
        links.members(memberships.committed(), memberships.proposed());
        event(new ElectionEvent.MembershipChanged(memberships.committed(), memberships.proposed()));
    }

    /** No link is left, nothing ticks. */
    public void close() {
        ticker.close();
        links.close();
    }

    /** Nothing ticks any more, and the links stay as they are. */
    public void abandon() {
        ticker.close();
    }
}
