package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.ElectionFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Steps the election core and carries what it finds out to the consensus core. Loop thread only,
 * never re-entered. Source: consensus SPI H7.
 */
public final class ElectionDriver {

    private final ElectionCore core;
    private final PeerRouter links;
    private final PeerRouter.Owner owner;
    private final CoreDriver driver;
    private final Clock clock;
    private final FaultPolicy faults;
    private final ArrayDeque<ElectionEvent> born = new ArrayDeque<>();
    private final ArrayList<ElectionAction> actions = new ArrayList<>();
    private boolean stepping;

    public ElectionDriver(
            ElectionFactory factory,
            EnsembleSettings settings,
            PeerRouter links,
            CoreDriver driver,
            Clock clock,
            FaultPolicy faults) {
        this.core = factory.create(settings);
        this.links = links;
        this.owner =
                links.declare(
                        factory.ports(settings), event -> event(new ElectionEvent.Link(event)));
        this.driver = driver;
        this.clock = clock;
        this.faults = faults;
    }

    public void event(ElectionEvent event) {
        born.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (ElectionEvent next = born.poll(); next != null; next = born.poll()) {
                core.step(clock.nowNanos(), next, actions::add);
                for (int at = 0; at < actions.size(); at++) {
                    execute(actions.get(at));
                }
                actions.clear();
            }
        } catch (RuntimeException failure) {
            throw faults.fatal("election core", failure);
        } finally {
            stepping = false;
        }
    }

    private void execute(ElectionAction action) {
        switch (action) {
            case ElectionAction.Link link -> links.execute(owner, link.action());
            case ElectionAction.Decided decided ->
                    driver.event(new ConsensusEvent.Elected(decided.vote()));
            case ElectionAction.VoterLooking looking ->
                    driver.event(new ConsensusEvent.VoterLooking(looking.server(), looking.vote()));
            case ElectionAction.MembershipHeard heard ->
                    driver.event(new ConsensusEvent.MembershipHeard(heard.membership()));
        }
    }
}
