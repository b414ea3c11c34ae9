package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;

/** What a term is made of that stays when it ends. */
public record Parts(Server server, PaxosSettings settings, PaxosRules rules, Acceptor acceptor) {}
