package io.quorate.replica;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.EnsembleView;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Summary;
import io.quorate.sessions.Session;
import io.quorate.storage.StorageException;
import io.quorate.tree.PrepareContext;
import io.quorate.tree.Preparer;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;

/**
 * The leader's desk: turns a submitted request into a transaction, numbers it, encodes it once and
 * proposes it. Loop thread only.
 */
final class PrepareDesk {

    private final Preparer preparer;
    private final CoreDriver driver;
    private final LogTail tail;
    private final Seats seats;
    private final SessionDesk sessions;
    private final LocalSessionDesk locals;
    private final CallLanes lanes;
    private final SpaceWatch space;
    private final Clock clock;
    private final FaultPolicy faults;
    private final int recordBytesMax;
    private final long self;
    private final boolean hasPeers;
    private final JuteReader in = new JuteReader();
    private final JuteWriter out = new JuteWriter();
    private final Summary closeMillis = new Summary("close_session_prep_time", true);
    private final Counter proposals = new Counter("proposal_count");
    private EnsembleView view;
    private final ProposalSizes sizes = new ProposalSizes();
    private long nextZxid;

    PrepareDesk(
            ReplicaSettings settings,
            boolean hasPeers,
            Preparer preparer,
            CoreDriver driver,
            LogTail tail,
            ClientDesks clients,
            CallLanes lanes,
            SpaceWatch space,
            Clock clock,
            FaultPolicy faults) {
        this.preparer = preparer;
        this.driver = driver;
        this.tail = tail;
        this.seats = clients.seats();
        this.sessions = clients.sessions();
        this.locals = clients.locals();
        this.lanes = lanes;
        this.space = space;
        this.clock = clock;
        this.faults = faults;
        this.recordBytesMax = settings.recordBytesMax();
        this.self = settings.serverId();
        this.hasPeers = hasPeers;
    }

    /** This server leads from now on (or no longer): what was prepared and not applied is void. */
    void lead(long firstZxid) {
        nextZxid = firstZxid;
        preparer.reset();
    }

    Counter proposals() {
        return proposals;
    }

    Summary closeMillis() {
        return closeMillis;
    }

    ProposalSizes sizes() {
        return sizes;
    }

    void submitted(Caller caller, LeaderCall.Submit submit, EnsembleView ensemble) {
        view = hasPeers ? ensemble : null;
        Request.Write request;
        try {
            request =
                    (Request.Write)
                            RequestCodec.decode(
                                    submit.opcode(),
                                    in.reset(submit.body(), 0, submit.body().length));
        } catch (MalformedRecord | ClassCastException malformed) {
            if (submit.opcode() != OpCode.MULTI
                    || malformed instanceof MalformedRecord fault && fault.isUnnumbered()) {
                refuse(caller, submit, ErrorCode.MARSHALLING_ERROR);
                return;
            }
            // The reference numbers a malformed multi; so do we, to keep the zxids of both equal.
            request = null;
        }
        if (!space.hasReserve() && isGrowing(submit.opcode())) {
            refuse(caller, submit, ErrorCode.THROTTLED_OP);
            return;
        }
        if (hasPeers && hasMoved(caller, submit)) {
            propose(submit, preparer.refuse(context(submit), ErrorCode.SESSION_MOVED));
            return;
        }
        propose(submit, request);
    }

    private void propose(LeaderCall.Submit submit, Request.Write request) {
        PrepareContext context = context(submit);
        boolean closes = submit.opcode() == OpCode.CLOSE_SESSION;
        long beginMillis = closes ? clock.nowMillis() : 0;
        try {
            LoggedTxn prepared =
                    request == null
                            ? preparer.refuse(context, ErrorCode.MARSHALLING_ERROR)
                            : preparer.prepare(context, request);
            if (closes) {
                closeMillis.add(clock.nowMillis() - beginMillis);
            }
            propose(submit, prepared);
        } catch (StorageException failure) {
            throw faults.fatal("a request cannot be prepared", failure);
        }
    }

    private PrepareContext context(LeaderCall.Submit submit) {
        return new PrepareContext(
                submit.sessionId(),
                submit.cxid(),
                nextZxid,
                clock.wallMillis(),
                submit.who(),
                view,
                locals.mayBeLocal(submit.sessionId()));
    }

    private void propose(LeaderCall.Submit submit, LoggedTxn prepared) {
        if (prepared.txn() instanceof Txn.CloseSession) {
            close(submit.sessionId());
        }
        nextZxid++;
        proposals.add(1);
        propose(prepared);
    }

    /**
     * A session belongs to the server through which it was established last; what comes late
     * through another one is refused.
     */
    private boolean hasMoved(Caller caller, LeaderCall.Submit submit) {
        Session session = sessions.table().find(submit.sessionId());
        if (session == null
                || submit.opcode() == OpCode.CLOSE_SESSION
                || submit.opcode() == OpCode.CREATE_SESSION) {
            return false;
        }
        if (session.owner() == Session.NOBODY) {
            session.owner(caller.server().value());
        }
        return session.owner() != caller.server().value();
    }

    private void propose(LoggedTxn prepared) {
        TxnHeader header = prepared.header();
        out.reset();
        TxnCodec.encode(header, prepared.txn(), out);
        if (prepared.hasDigest()) {
            TxnCodec.encodeDigest(prepared.digest(), out);
        }
        if (prepared.txn() instanceof Txn.CloseSession && out.size() > recordBytesMax) {
            // The list of ephemerals would not fit into a log entry. Without it (and without a
            // digest, which could be taken for one) every
            // server removes the ephemerals it knows, which are the same.
            out.reset();
            TxnCodec.encode(header, new Txn.CloseSession(null), out);
        }
        byte[] payload = out.toByteArray();
        sizes.proposed(payload.length);
        tail.announce(prepared, payload);
        driver.event(new ConsensusEvent.Propose(header.zxid(), payload, membership(prepared)));
    }

    /** The configuration a transaction proposes; null for all but a reconfig. */
    private static Membership membership(LoggedTxn prepared) {
        return prepared.header().type() == OpCode.RECONFIG
                        && prepared.txn() instanceof Txn.SetData text
                ? MembershipText.parse(new String(text.data(), StandardCharsets.UTF_8))
                : null;
    }

    private void close(long sessionId) {
        preparer.closing(sessionId);
        Session session = sessions.table().find(sessionId);
        if (session != null) {
            sessions.table().close(session);
        }
    }

    /**
     * Refused without a transaction if the client is here; the server of another client learns of
     * it by an error transaction.
     */
    private void refuse(Caller caller, LeaderCall.Submit submit, int error) {
        if (hasPeers && caller.server().value() != self) {
            propose(submit, preparer.refuse(context(submit), error));
            return;
        }
        Seat seat = seats.of(submit.sessionId());
        if (seat != null) {
            lanes.refused(seat, submit.cxid(), error);
        }
    }

    private static boolean isGrowing(int op) {
        return op != OpCode.CLOSE_SESSION
                && op != OpCode.DELETE
                && op != OpCode.DELETE_CONTAINER
                && op != OpCode.CREATE_SESSION;
    }
}
