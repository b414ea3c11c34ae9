package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Server 3 of three, whose disk answers at once and whose history can always be cut; the test plays
 * everybody else.
 */
final class LoneCore {

    private static final long MILLI = 1_000_000;
    private static final String THREE =
            "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n";

    final List<ZabMessage> said = new ArrayList<>();
    final List<Vote> votes = new ArrayList<>();
    final List<HardState> written = new ArrayList<>();
    final Set<LinkId> closed = new HashSet<>();
    final Set<LinkId> paused = new HashSet<>();

    /** Servers whose sessions were renewed. */
    final List<ServerId> renewed = new ArrayList<>();

    private final ZabCore core;
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private long nowNanos = 1;
    private long links;
    private DialId dial;
    Role role;
    Phase phase;
    long nextZxid;
    long committed;
    String halted;

    /** Starts with epochs on disk and a log that is committed up to its end. */
    LoneCore(long accepted, long current, long zxid) {
        this(accepted, current, zxid, Map.of());
    }

    LoneCore(long accepted, long current, long zxid, Map<String, Object> options) {
        this(accepted, current, zxid, options, null);
    }

    /** {@code proposed} is a configuration under way, null if there is none. */
    LoneCore(
            long accepted,
            long current,
            long zxid,
            Map<String, Object> options,
            Membership proposed) {
        this(accepted, current, zxid, options, MembershipText.parse(THREE), proposed);
    }

    LoneCore(
            long accepted,
            long current,
            long zxid,
            Map<String, Object> options,
            Membership committed,
            Membership proposed) {
        core =
                new ZabCore(
                        new EnsembleSettings(
                                new ServerId(3), 200, 10, 5, 1 << 20, 2, 1 << 20, false, options),
                        ZabSettings.DEFAULTS,
                        Rules.SOUND);
        step(
                new ConsensusEvent.Start(
                        new ServerId(3),
                        new HardState(accepted, current, new byte[0]),
                        zxid,
                        zxid,
                        zxid - 1,
                        committed,
                        proposed,
                        true,
                        1));
    }

    void step(ConsensusEvent event) {
        born.add(event);
        while (!born.isEmpty()) {
            List<ConsensusAction> actions = new ArrayList<>();
            core.step(nowNanos, born.poll(), actions::add);
            actions.forEach(this::execute);
        }
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.StartElection election -> votes.add(election.vote());
            case ConsensusAction.WriteHardState write -> {
                written.add(write.hardState());
                born.add(new ConsensusEvent.Persisted(write.ticket()));
            }
            case ConsensusAction.Append append ->
                    born.add(new ConsensusEvent.Persisted(append.ticket()));
            case ConsensusAction.Commit commit -> committed = commit.upTo();
            case ConsensusAction.RoleChanged changed -> {
                nextZxid = changed.nextZxid();
                role = changed.role();
                phase = changed.phase();
            }
            case ConsensusAction.Link(LinkAction.Close close) -> closed.add(close.link());
            case ConsensusAction.Link(LinkAction.Pause pause) -> {
                if (pause.paused()) {
                    paused.add(pause.link());
                } else {
                    paused.remove(pause.link());
                }
            }
            case ConsensusAction.Link(LinkAction.Dial dialled) -> dial = dialled.dial();
            case ConsensusAction.Link(LinkAction.Send send) ->
                    said.add((ZabMessage) send.message());
            case ConsensusAction.StageSnapshot stage -> {
                if (stage.last()) {
                    born.add(new ConsensusEvent.SnapshotStaged(stage.transfer(), true));
                }
            }
            case ConsensusAction.RenewSessions renewal -> renewed.add(renewal.server());
            case ConsensusAction.Halt halt -> halted = halt.reason();
            default -> {}
        }
    }

    void run(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            nowNanos += 10 * MILLI;
            step(ConsensusEvent.Tick.INSTANCE);
        }
    }

    /** Whether it looks for a leader and may be told of one. */
    boolean looks() {
        return role == Role.LOOKING;
    }

    void elected(long leader, long zxid, long epoch) {
        step(new ConsensusEvent.Elected(new Vote(new ServerId(leader), zxid, epoch)));
    }

    /** A link in the place of the one it has dialled, or null if it dials nobody. */
    LinkId connected() {
        if (dial == null) {
            return null;
        }
        LinkId link = new LinkId(++links);
        DialId answered = dial;
        dial = null;
        step(
                new ConsensusEvent.Link(
                        new LinkEvent.LinkUp(
                                link,
                                ZabPorts.QUORUM,
                                answered,
                                null,
                                new Endpoint("a", 2888),
                                null)));
        return link;
    }

    /** Somebody has dialled this port. */
    LinkId dialled(String port) {
        LinkId link = new LinkId(++links);
        step(
                new ConsensusEvent.Link(
                        new LinkEvent.LinkUp(link, port, null, null, new Endpoint("x", 1), null)));
        return link;
    }

    void pressure(LinkId link, boolean blocked) {
        step(new ConsensusEvent.Link(new LinkEvent.LinkPressure(link, blocked)));
    }

    void hears(LinkId link, ZabMessage message) {
        step(new ConsensusEvent.Link(new LinkEvent.Received(link, message)));
    }
}
