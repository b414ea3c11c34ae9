package io.quorate.consensus.zab;

import io.quorate.consensus.kit.RoleCore;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.leader.Leading;
import io.quorate.consensus.zab.learner.Learning;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;

/** The core of zab: what a server does in its roles. Source: spec quorum-protocol section 8. */
final class ZabCore extends RoleCore {

    ZabCore(EnsembleSettings settings, ZabSettings own, Rules rules) {
        super(own.in(settings), rules.safety(), new ZabRoles(own, rules));
    }

    private record ZabRoles(ZabSettings own, ZabLearners learners) implements Roles {

        ZabRoles(ZabSettings own, Rules rules) {
            this(own, new ZabLearners(rules.syncChoice()));
        }

        @Override
        public RoleState leading(Server server) {
            return new Leading(server, learners, own.epochWaitMillisMax());
        }

        @Override
        public RoleState learning(Server server, ServerId leader) {
            return new Learning(server, leader, learners);
        }
    }
}
