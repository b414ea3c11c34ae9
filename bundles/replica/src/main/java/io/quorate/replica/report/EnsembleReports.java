package io.quorate.replica.report;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusReport;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.replica.txn.ProposalSizes;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.EnsembleReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How this server stands among the others, for people and tools. Loop thread only. Source: spec
 * semantics sections 13.3 and 13.4.
 */
public final class EnsembleReports {

    private static final long NOBODY = -1;
    private static final String MASTER_PORT = "observerMasterPort";

    private final EnsembleSettings settings;
    private final MembershipTracker memberships;
    private final CoreDriver driver;
    private final Serving serving;
    private final ProposalSizes proposals;
    private final Clock clock;
    private final Counter looks = new Counter("looking_count");
    private final Summary electionMillis = new Summary("election_time", false);
    private @Nullable Role role;
    private long sinceMillis;

    public EnsembleReports(
            EnsembleSettings settings,
            MembershipTracker memberships,
            CoreDriver driver,
            Serving serving,
            ProposalSizes proposals,
            Clock clock) {
        this.settings = settings;
        this.memberships = memberships;
        this.driver = driver;
        this.serving = serving;
        this.proposals = proposals;
        this.clock = clock;
    }

    public List<Counter> counters() {
        return List.of(looks);
    }

    public List<Summary> summaries() {
        return List.of(electionMillis);
    }

    public void roleChanged(ConsensusAction.RoleChanged change) {
        if (change.role() == Role.LOOKING) {
            looks.add(1);
        }
        if (change.role() == role) {
            return;
        }
        if (role == Role.LOOKING && change.role() != Role.OBSERVING) {
            electionMillis.add(millisInRole());
        }
        role = change.role();
        sinceMillis = clock.nowMillis();
    }

    public EnsembleReport report() {
        ConsensusReport core = driver.report();
        Membership membership = memberships.committed();
        Member own = membership.member(settings.self());
        List<Member.Address> addresses = own == null ? List.of() : own.addresses();
        int followers = 0;
        int strangers = 0;
        int observers = 0;
        for (ConsensusReport.Learner learner : core.learners()) {
            Member member = membership.member(learner.server());
            if (!learner.synced()) {
                continue;
            }
            if (member != null && !member.participates()) {
                observers++;
            } else {
                followers++;
                strangers += learner.voter() ? 0 : 1;
            }
        }
        ServerId upstream = core.upstream();
        return new EnsembleReport(
                state(),
                membership.participants().size(),
                own != null && !own.participates(),
                upstream == null ? NOBODY : upstream.value(),
                settings.initLimitTicks(),
                settings.syncLimitTicks(),
                addresses.stream().map(Member.Address::quorumPort).toList(),
                addresses.stream().map(Member.Address::electionPort).toList(),
                MembershipText.format(membership),
                core.learners().size(),
                followers,
                strangers,
                mayBeFollowedByObservers() ? observers : -1,
                core.pendingSyncs(),
                role == Role.LEADING ? millisInRole() : 0,
                proposals.last(),
                proposals.min(),
                proposals.max());
    }

    private boolean mayBeFollowedByObservers() {
        return role == Role.LEADING
                || role == Role.FOLLOWING && settings.number(MASTER_PORT, 0) != 0;
    }

    private long millisInRole() {
        return clock.nowMillis() - sinceMillis;
    }

    private String state() {
        String what = serving.role().name().toLowerCase(Locale.ROOT);
        if (serving.role() == Role.LOOKING) {
            return what;
        }
        return what + (serving.phase() == Phase.SERVING ? " - broadcast" : " - synchronization");
    }
}
