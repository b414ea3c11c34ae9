package io.quorate.consensus.multipaxos;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.sim.ScenarioContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.Set;

/**
 * Plays scripts of multi-paxos. Features of its own: {@code long-lease}, a lease of two and a half
 * seconds, which outlives the patience of learners, and {@code far-clocks}, the same where clocks
 * may run fifteen of a hundred too fast. Beats are not shown.
 */
public class PaxosScripts extends ScenarioContract {

    private static final PaxosSettings LONG_LEASE = new PaxosSettings(0, 2_500, 10, 10);

    private static final PaxosSettings FAR_CLOCKS = new PaxosSettings(0, 2_500, 150, 10);

    private final PaxosRules rules;

    /** With rules that may be wrong. */
    public PaxosScripts(PaxosRules rules) {
        this.rules = rules;
    }

    @Override
    protected ConsensusFactory consensus(Set<String> features) {
        return new MultiPaxosFactory(
                features.contains("far-clocks")
                        ? FAR_CLOCKS
                        : features.contains("long-lease") ? LONG_LEASE : PaxosSettings.DEFAULTS,
                rules);
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }

    @Override
    protected String text(PeerMessage message) {
        return switch ((PaxosMessage) message) {
            case PaxosMessage.Preamble it -> "preamble of " + it.server();
            case PaxosMessage.Hello it -> (it.observer() ? "observer, " : "") + hello(it);
            case PaxosMessage.Prepare it -> "prepare " + it.epoch();
            case PaxosMessage.Promise it ->
                    "promise "
                            + it.epoch()
                            + ", accepted "
                            + it.acceptedEpoch()
                            + " up to "
                            + zxid(it.last())
                            + (it.counted() ? "" : ", not to be counted");
            case PaxosMessage.Nack it ->
                    "no, promised " + it.promisedEpoch() + (it.waitMillis() > 0 ? ", wait" : "");
            case PaxosMessage.Fetch it -> "fetch from " + zxid(it.last());
            case PaxosMessage.FetchEnd it -> "fetched";
            case PaxosMessage.Probe it -> "probe " + zxid(it.zxid());
            case PaxosMessage.Probed it -> "probed " + zxid(it.zxid());
            case PaxosMessage.Difference it -> "difference from " + zxid(it.from());
            case PaxosMessage.Tree it -> "tree " + zxid(it.zxid());
            case PaxosMessage.TreeBytes it -> "...";
            case PaxosMessage.TreeEnd it -> "tree end";
            case PaxosMessage.Accept it -> "accept " + zxid(it.zxid());
            case PaxosMessage.Accepted it -> "accepted " + zxid(it.upTo());
            case PaxosMessage.Commit it -> "commit " + zxid(it.upTo());
            case PaxosMessage.Activate it ->
                    "activate " + zxid(it.zxid()) + " leader " + it.designated();
            case PaxosMessage.Inform it ->
                    "inform "
                            + zxid(it.zxid())
                            + (it.designated() == null ? "" : " leader " + it.designated());
            case PaxosMessage.EpochStart it ->
                    "epoch " + it.epoch() + " behind " + zxid(it.previous());
            case PaxosMessage.Serve it -> "serve";
            case PaxosMessage.Beat it -> null;
            case PaxosMessage.BeatAnswer it -> null;
            case PaxosMessage.Submit it -> "submit op " + it.opcode();
            case PaxosMessage.Sync it -> "sync";
            case PaxosMessage.Synced it -> "synced";
            case PaxosMessage.Revalidate it -> "revalidate";
            case PaxosMessage.Revalidated it -> "revalidated " + it.valid();
            case PaxosMessage.Refused it -> "refused " + it.why();
        };
    }

    private static String hello(PaxosMessage.Hello hello) {
        return "promised " + hello.promisedEpoch();
    }

    private static String zxid(long zxid) {
        return Zxid.epoch(zxid) + ":" + Zxid.counter(zxid);
    }
}
