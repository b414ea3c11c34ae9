package io.quorate.replica;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.EnsembleView;
import io.quorate.model.ErrorCode;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Slices;
import io.quorate.runtime.Summary;
import io.quorate.sessions.Session;
import io.quorate.storage.StorageException;
import io.quorate.tree.LongPrepare;
import io.quorate.tree.PrepareContext;
import io.quorate.tree.Preparer;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * At the leader: turns a submitted request into a transaction, numbers it, encodes it once and
 * proposes it. Loop thread only.
 */
final class ProposalPreparer {

    private static final String UNREADABLE = "a request cannot be prepared";

    /**
     * What is about to be proposed.
     *
     * @param prepared null if there will be no transaction
     * @param membership the configuration it proposes; null for all but a reconfig
     * @param error what the client is told if there will be no transaction
     */
    private record Proposal(LoggedTxn prepared, byte[] payload, Membership membership, int error) {

        static Proposal none(int error) {
            return new Proposal(null, null, null, error);
        }
    }

    /** A request that is prepared in slices; the core waits for it. */
    private record Running(LeaderCall.Submit submit, LongPrepare work, long beginMillis) {}

    private final Preparer preparer;
    private final CoreDriver driver;
    private final Slices slices;
    private final Consumer<Runnable> whenApplied;
    private final LogTail tail;
    private final ClientConnectionRegistry connections;
    private final SessionTracker sessions;
    private final LocalSessionTracker locals;
    private final CallLanes lanes;
    private final SpaceWatch space;
    private final Clock clock;
    private final FaultPolicy faults;
    private final RequestFaults requestFaults;
    private final long self;
    private final boolean hasPeers;
    private final JuteReader in = new JuteReader();
    private final JuteWriter out = new JuteWriter();
    private final Summary closeMillis = new Summary("close_session_prep_time", true);
    private final Counter proposals = new Counter("proposal_count");
    private EnsembleView view;
    private final ProposalSizes sizes = new ProposalSizes();
    private long nextZxid;

    /** {@code whenApplied} does something once everything committed so far is applied. */
    ProposalPreparer(
            ReplicaSettings settings,
            boolean hasPeers,
            Preparer preparer,
            CoreDriver driver,
            Slices slices,
            Consumer<Runnable> whenApplied,
            LogTail tail,
            ClientServices clients,
            CallLanes lanes,
            SpaceWatch space,
            Clock clock,
            RequestFaults requestFaults,
            FaultPolicy faults) {
        this.preparer = preparer;
        this.driver = driver;
        this.slices = slices;
        this.whenApplied = whenApplied;
        this.tail = tail;
        this.connections = clients.connections();
        this.sessions = clients.sessions();
        this.locals = clients.locals();
        this.lanes = lanes;
        this.space = space;
        this.clock = clock;
        this.faults = faults;
        this.requestFaults = requestFaults;
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

    /**
     * Makes a transaction of what a server has submitted and proposes it. Whatever goes wrong
     * before that costs this request alone. One with very many parts is prepared in slices; the
     * core is held until it is proposed, so that nothing passes it, and clients are served.
     */
    void submitted(Caller caller, LeaderCall.Submit submit, EnsembleView ensemble) {
        view = hasPeers ? ensemble : null;
        Proposal proposal;
        try {
            proposal = prepared(caller, submit);
        } catch (StorageException failure) {
            throw faults.fatal(UNREADABLE, failure);
        }
        if (proposal != null) {
            decided(submit, proposal);
        }
    }

    private void decided(LeaderCall.Submit submit, Proposal proposal) {
        if (proposal.prepared() != null) {
            propose(submit, proposal);
            return;
        }
        ClientConnectionState client = connections.of(submit.sessionId());
        if (client != null) {
            lanes.refused(client, submit.cxid(), proposal.error());
        }
    }

    /** Null if it takes long: then it has been begun. */
    private Proposal prepared(Caller caller, LeaderCall.Submit submit) throws StorageException {
        try {
            return judged(caller, submit);
        } catch (RuntimeException failure) {
            return failed(submit, failure);
        }
    }

    private Proposal failed(LeaderCall.Submit submit, RuntimeException failure) {
        takeBack();
        requestFaults.refused(submit.opcode(), submit.sessionId(), failure);
        return encoded(preparer.refuse(context(submit), ErrorCode.MARSHALLING_ERROR));
    }

    private void begin(Running begun) {
        driver.hold();
        // The tree must stand still meanwhile.
        whenApplied.accept(() -> slices.add(() -> step(begun)));
    }

    private boolean step(Running begun) {
        try {
            if (begun.work().step()) {
                return true;
            }
        } catch (RuntimeException failure) {
            end(begun, failed(begun.submit(), failure));
            return false;
        } catch (StorageException failure) {
            throw faults.fatal(UNREADABLE, failure);
        }
        // Encoding it takes as long as some steps.
        slices.add(() -> encode(begun));
        return false;
    }

    private boolean encode(Running begun) {
        Proposal proposal;
        try {
            proposal = encoded(begun.work().prepared());
        } catch (RuntimeException failure) {
            proposal = failed(begun.submit(), failure);
        }
        end(begun, proposal);
        return false;
    }

    private void end(Running begun, Proposal proposal) {
        closed(begun.submit(), begun.beginMillis());
        driver.goOn(() -> decided(begun.submit(), proposal));
    }

    private void closed(LeaderCall.Submit submit, long beginMillis) {
        if (submit.opcode() == OpCode.CLOSE_SESSION) {
            closeMillis.add(clock.nowMillis() - beginMillis);
        }
    }

    /** The next request must not see a trace of the one that has failed. */
    private void takeBack() {
        try {
            preparer.undo(nextZxid);
        } catch (RuntimeException broken) {
            throw faults.fatal("what was prepared cannot be taken back", broken);
        }
    }

    private Proposal judged(Caller caller, LeaderCall.Submit submit) throws StorageException {
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
                return refused(caller, submit, ErrorCode.MARSHALLING_ERROR);
            }
            // The reference numbers a malformed multi; so do we, to keep the zxids of both equal.
            request = null;
        }
        if (!space.hasReserve() && isGrowing(submit.opcode())) {
            return refused(caller, submit, ErrorCode.THROTTLED_OP);
        }
        PrepareContext context = context(submit);
        if (hasPeers && hasMoved(caller, submit)) {
            return encoded(preparer.refuse(context, ErrorCode.SESSION_MOVED));
        }
        if (request == null) {
            return encoded(preparer.refuse(context, ErrorCode.MARSHALLING_ERROR));
        }
        long beginMillis = submit.opcode() == OpCode.CLOSE_SESSION ? clock.nowMillis() : 0;
        if (preparer.isLong(context, request)) {
            begin(new Running(submit, preparer.begin(context, request), beginMillis));
            return null;
        }
        LoggedTxn prepared = preparer.prepare(context, request);
        closed(submit, beginMillis);
        return encoded(prepared);
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

    private Proposal encoded(LoggedTxn prepared) {
        out.reset();
        TxnCodec.encode(prepared.header(), prepared.txn(), out);
        if (prepared.hasDigest()) {
            TxnCodec.encodeDigest(prepared.digest(), out);
        }
        return new Proposal(prepared, out.toByteArray(), membership(prepared), ErrorCode.OK);
    }

    private void propose(LeaderCall.Submit submit, Proposal proposal) {
        LoggedTxn prepared = proposal.prepared();
        if (prepared.txn() instanceof Txn.CloseSession) {
            close(submit.sessionId());
        }
        nextZxid++;
        proposals.add(1);
        sizes.proposed(proposal.payload().length);
        tail.announce(prepared, proposal.payload());
        driver.event(
                new ConsensusEvent.Propose(
                        prepared.header().zxid(), proposal.payload(), proposal.membership()));
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
    private Proposal refused(Caller caller, LeaderCall.Submit submit, int error) {
        return hasPeers && caller.server().value() != self
                ? encoded(preparer.refuse(context(submit), error))
                : Proposal.none(error);
    }

    private static boolean isGrowing(int op) {
        return switch (op) {
            case OpCode.CLOSE_SESSION,
                    OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.CREATE_SESSION ->
                    false;
            case OpCode.NOTIFICATION,
                    OpCode.CREATE,
                    OpCode.EXISTS,
                    OpCode.GET_DATA,
                    OpCode.SET_DATA,
                    OpCode.GET_ACL,
                    OpCode.SET_ACL,
                    OpCode.GET_CHILDREN,
                    OpCode.SYNC,
                    OpCode.PING,
                    OpCode.GET_CHILDREN2,
                    OpCode.CHECK,
                    OpCode.MULTI,
                    OpCode.CREATE2,
                    OpCode.RECONFIG,
                    OpCode.CHECK_WATCHES,
                    OpCode.REMOVE_WATCHES,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.MULTI_READ,
                    OpCode.AUTH,
                    OpCode.SET_WATCHES,
                    OpCode.SASL,
                    OpCode.GET_EPHEMERALS,
                    OpCode.GET_ALL_CHILDREN_NUMBER,
                    OpCode.SET_WATCHES2,
                    OpCode.ADD_WATCH,
                    OpCode.WHO_AM_I,
                    OpCode.ERROR ->
                    true;
            default -> true;
        };
    }
}
