package io.quorate.consensus.multipaxos;

import io.quorate.consensus.HardState;
import io.quorate.consensus.kit.RoleCore;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.leader.Leading;
import io.quorate.consensus.multipaxos.leader.Parts;
import io.quorate.consensus.multipaxos.learner.Learning;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;

/**
 * The core of multi-paxos: what a server does in its roles. Source: spec multi-paxos sections 4 to
 * 8.
 */
final class MultiPaxosCore extends RoleCore {

    MultiPaxosCore(EnsembleSettings settings, PaxosSettings own, PaxosRules rules) {
        super(own.in(settings), rules.safety(), new PaxosRoles(own, rules));
    }

    private static final class PaxosRoles implements Roles {

        private final PaxosSettings own;
        private final PaxosRules rules;
        private Acceptor acceptor;

        PaxosRoles(PaxosSettings own, PaxosRules rules) {
            this.own = own;
            this.rules = rules;
        }

        @Override
        public String started(Server server, HardState found) {
            acceptor = new Acceptor(server, rules);
            return acceptor.objection(found);
        }

        @Override
        public RoleState leading(Server server) {
            return new Leading(new Parts(server, own, rules, acceptor));
        }

        @Override
        public RoleState learning(Server server, ServerId leader) {
            return new Learning(server, leader, acceptor, own.clusterId());
        }
    }
}
