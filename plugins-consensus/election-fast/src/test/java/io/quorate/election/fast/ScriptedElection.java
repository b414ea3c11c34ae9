package io.quorate.election.fast;

import io.quorate.election.ElectionCore;
import io.quorate.election.kit.VoteOrder;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.election.ElectionScript;
import java.util.List;

/** Notifications in scripts: {@code hear a LOOKING 3/5/1 round 2 [config 1,2,3@9]}. */
final class ScriptedElection extends ElectionScript {

    private FastTimeouts own = FastTimeouts.DEFAULTS;

    @Override
    protected boolean command(String[] words) {
        if (!words[0].equals("silence")) {
            return false;
        }
        own = new FastTimeouts(200, Integer.parseInt(words[1]), 5_000, -1);
        return true;
    }

    @Override
    protected ElectionCore create(EnsembleSettings settings) {
        return new FastElectionCore(
                FastSettings.of(settings, own), VoteOrder.EPOCH_ZXID_ID, VoteMatch.STANDARD);
    }

    @Override
    protected PeerMessage introduction(ServerId sender, List<Endpoint> addresses) {
        return new Handshake(Handshake.Form.ONE_ADDRESS, sender, addresses);
    }

    @Override
    protected ServerId sender(PeerMessage introduction) {
        return ((Handshake) introduction).sender();
    }

    @Override
    protected PeerMessage message(List<String> words) {
        Membership config = words.size() > 5 ? membership(words.get(5)) : null;
        return Notification.of(
                Role.valueOf(words.get(0)),
                vote(words.get(1)),
                Long.parseLong(words.get(3)),
                config);
    }

    @Override
    protected String text(PeerMessage message) {
        Notification said = (Notification) message;
        return said.state() + " " + text(said.vote()) + " round " + said.round();
    }
}
