package io.quorate.consensus.kit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {

    private static final String THREE =
            "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n";

    private final Outbox out = new Outbox();
    private final List<ConsensusAction> actions = new ArrayList<>();

    private Ensemble ensemble(String committed, String proposed, boolean withOracle) {
        out.open(actions::add);
        Membership next = proposed == null ? null : MembershipText.parse(proposed);
        return new Ensemble(
                new ServerId(1),
                true,
                withOracle,
                new DurableState(out),
                MembershipText.parse(committed),
                next);
    }

    private static List<ServerId> servers(long... ids) {
        return Arrays.stream(ids).mapToObj(ServerId::new).toList();
    }

    @Test
    void aMajorityDecides() {
        Ensemble ensemble = ensemble(THREE, null, false);
        assertThat(ensemble.decide(servers(1), true)).isFalse();
        assertThat(ensemble.decide(servers(1, 3), false)).isTrue();
        assertThat(ensemble.decide(servers(1, 7, 8), false)).isFalse();
    }

    @Test
    void aConfigurationUnderWayMustAgree() {
        String next =
                "server.1=a:2888:3888\nserver.4=d:2888:3888\nserver.5=e:2888:3888\nversion=100000001";
        Ensemble ensemble = ensemble(THREE, next, false);
        assertThat(ensemble.decide(servers(1, 2), false)).isFalse();
        assertThat(ensemble.decideNow(servers(1, 2), false)).isTrue();
        assertThat(ensemble.decide(servers(1, 2, 4), false)).isTrue();
        ensemble.activate(ensemble.proposed(), null);
        assertThat(ensemble.decide(servers(1, 2), false)).isFalse();
        assertThat(ensemble.decide(servers(4, 5), false)).isTrue();
        assertThat(ensemble.proposed()).isNull();
    }

    @Test
    void groupsDecideByWeight() {
        String groups =
                THREE
                        + "server.4=d:2888:3888\nserver.5=e:2888:3888\nserver.6=f:2888:3888\n"
                        + "group.1=1:2:3\ngroup.2=4:5:6\nweight.1=3\nversion=1";
        Ensemble ensemble = ensemble(groups, null, false);
        assertThat(ensemble.decide(servers(1), false)).isFalse();
        assertThat(ensemble.decide(servers(1, 4, 5), false)).isTrue();
        assertThat(ensemble.decide(servers(2, 3, 4, 5, 6), false)).isFalse();
    }

    @Test
    void anOracleSpeaksForOneOfTwoThatIsAlone() {
        Ensemble ensemble = ensemble("server.1=a:2888:3888\nserver.2=b:2888:3888\n", null, true);
        assertThat(ensemble.decide(servers(1), true)).isFalse();
        ensemble.oracle(true);
        assertThat(ensemble.decide(servers(1), true)).isTrue();
        assertThat(ensemble.decide(servers(1), false)).isFalse();
        Ensemble three = ensemble(THREE, null, true);
        three.oracle(true);
        assertThat(three.decide(servers(1), true)).isFalse();
    }

    @Test
    void anOlderConfigurationChangesNothing() {
        Ensemble ensemble = ensemble(THREE + "version=100000005", null, false);
        Membership older = ensemble.committed().withVersion(Zxid.of(1, 4));
        ensemble.propose(older);
        assertThat(ensemble.activate(older, null)).isFalse();
        assertThat(actions).isEmpty();
    }

    @Test
    void aServerIsFoundAtAllItsAddresses() {
        Ensemble ensemble = ensemble("server.1=a:2888:3888|b:2889:3889\n", null, false);
        assertThat(ensemble.quorumEndpoints(new ServerId(1)))
                .containsExactly(new Endpoint("a", 2888), new Endpoint("b", 2889));
        assertThat(ensemble.endpoints(new ServerId(1), 2191))
                .containsExactly(new Endpoint("a", 2191), new Endpoint("b", 2191));
        assertThat(ensemble.quorumEndpoints(new ServerId(9))).isEmpty();
    }
}
