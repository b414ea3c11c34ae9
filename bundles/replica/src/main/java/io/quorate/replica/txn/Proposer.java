package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.session.ClientServices;
import io.quorate.runtime.Counter;
import io.quorate.sessions.Session;
import io.quorate.tree.Preparer;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** At the leader: numbers transactions, encodes each once and proposes it. Loop thread only. */
public final class Proposer {

    private final Preparer preparer;
    private final CoreDriver driver;
    private final LogTail tail;
    private final ClientServices clients;
    private final JuteWriter out = new JuteWriter();
    private final Counter proposals = new Counter("proposal_count");
    private final ProposalSizes sizes = new ProposalSizes();
    private long nextZxid;

    public Proposer(Preparer preparer, CoreDriver driver, LogTail tail, ClientServices clients) {
        this.preparer = preparer;
        this.driver = driver;
        this.tail = tail;
        this.clients = clients;
    }

    /** This server leads from now on (or no longer): what was prepared and not applied is void. */
    public void lead(long firstZxid) {
        nextZxid = firstZxid;
        preparer.reset();
    }

    public Counter proposals() {
        return proposals;
    }

    public ProposalSizes sizes() {
        return sizes;
    }

    /** The number of the next transaction. */
    long nextZxid() {
        return nextZxid;
    }

    Proposal encoded(LoggedTxn prepared) {
        out.reset();
        TxnCodec.encode(prepared.header(), prepared.txn(), out);
        if (prepared.hasDigest()) {
            TxnCodec.encodeDigest(prepared.digest(), out);
        }
        return new Proposal(prepared, out.toByteArray(), membership(prepared));
    }

    /** The configuration a transaction proposes; null for all but a reconfig. */
    private static @Nullable Membership membership(LoggedTxn prepared) {
        return prepared.header().type() == OpCode.RECONFIG
                        && prepared.txn() instanceof Txn.SetData text
                ? MembershipText.parse(new String(text.data(), StandardCharsets.UTF_8))
                : null;
    }

    /** Proposes what was prepared, or answers its client with the error. */
    void decided(long sessionId, int cxid, Proposal proposal) {
        if (proposal.prepared() != null) {
            propose(sessionId, proposal);
            return;
        }
        ClientConnectionState client = clients.connections().of(sessionId);
        if (client != null) {
            clients.lanes().refused(client, cxid, proposal.error());
        }
    }

    @SuppressWarnings("NullAway") // a transaction was prepared
    private void propose(long sessionId, Proposal proposal) {
        LoggedTxn prepared = proposal.prepared();
        if (prepared.txn() instanceof Txn.CloseSession) {
            close(sessionId);
        }
        nextZxid++;
        proposals.add(1);
        sizes.proposed(proposal.payload().length);
        tail.announce(prepared, proposal.payload());
        driver.event(
                new ConsensusEvent.Propose(
                        prepared.header().zxid(), proposal.payload(), proposal.membership()));
    }

    private void close(long sessionId) {
        preparer.closing(sessionId);
        Session session = clients.sessions().table().find(sessionId);
        if (session != null) {
            clients.sessions().table().close(session);
        }
    }
}
