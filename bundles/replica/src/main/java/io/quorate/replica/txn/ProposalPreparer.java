package io.quorate.replica.txn;

import io.quorate.consensus.Caller;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.EnsembleView;
import io.quorate.model.ErrorCode;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.SpaceWatch;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Summary;
import io.quorate.sessions.Session;
import io.quorate.storage.StorageException;
import io.quorate.tree.Applier;
import io.quorate.tree.LongPrepare;
import io.quorate.tree.PrepareContext;
import io.quorate.tree.Preparer;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.MultiReader;
import io.quorate.wire.RequestCodec;
import org.jspecify.annotations.Nullable;

/**
 * At the leader: turns a submitted request into a transaction, numbers it, encodes it once and
 * proposes it. Loop thread only.
 */
public final class ProposalPreparer {

    private static final String UNREADABLE = "a request cannot be prepared";

    /** A multi of so many bytes is decoded in slices. */
    private static final int DECODED_AT_ONCE_BYTES = 32 * 1024;

    /**
     * A submitted request.
     *
     * @param request null if it is malformed
     * @param numbered whether a zxid is spent on it although it is malformed
     */
    private record Decoded(Request.@Nullable Write request, boolean numbered) {}

    /** A request that is prepared in slices; the core waits for it. */
    private record Running(LeaderCall.Submit submit, LongPrepare work, long beginMillis) {}

    private final ReplicaSettings settings;
    private final Preparer preparer;
    private final Proposer proposer;
    private final CoreDriver driver;
    private final Serving serving;
    private final ClientServices clients;
    private final SpaceWatch space;
    private final ReplicaHost host;
    private final JuteReader in = new JuteReader();
    private final Summary closeMillis = new Summary("close_session_prep_time", true);
    private @Nullable EnsembleView view;

    public ProposalPreparer(
            ReplicaSettings settings,
            Preparer preparer,
            Proposer proposer,
            CoreDriver driver,
            Serving serving,
            ClientServices clients,
            SpaceWatch space,
            ReplicaHost host) {
        this.settings = settings;
        this.preparer = preparer;
        this.proposer = proposer;
        this.driver = driver;
        this.serving = serving;
        this.clients = clients;
        this.space = space;
        this.host = host;
    }

    public Summary closeMillis() {
        return closeMillis;
    }

    /**
     * Makes a transaction of what a server has submitted and proposes it. Whatever goes wrong
     * before that costs this request alone. One with very many parts is decoded and prepared in
     * slices; the core is held until it is proposed, so that nothing passes it, and clients are
     * served.
     */
    public void submitted(Caller caller, LeaderCall.Submit submit, EnsembleView ensemble) {
        view = settings.standalone() ? null : ensemble;
        if (submit.opcode() == OpCode.MULTI && submit.body().length > DECODED_AT_ONCE_BYTES) {
            driver.hold();
            byte[] body = submit.body();
            MultiReader multi = new MultiReader(new JuteReader().reset(body, 0, body.length));
            host.slices().addAwaited(() -> decode(caller, submit, multi));
            return;
        }
        Proposal proposal = prepared(caller, submit, null);
        if (proposal == null) {
            driver.hold();
        } else {
            decided(submit, proposal);
        }
    }

    private boolean decode(Caller caller, LeaderCall.Submit submit, MultiReader multi) {
        Decoded decoded;
        try {
            if (multi.read(Applier.PARTS_PER_STEP)) {
                return true;
            }
            decoded = new Decoded(multi.multi(), true);
        } catch (MalformedRecord malformed) {
            decoded = malformed(submit, malformed);
        } catch (RuntimeException failure) {
            end(submit, failed(submit, failure));
            return false;
        }
        Proposal proposal = prepared(caller, submit, decoded);
        if (proposal != null) {
            end(submit, proposal);
        }
        return false;
    }

    private void end(LeaderCall.Submit submit, Proposal proposal) {
        driver.goOn(() -> decided(submit, proposal));
    }

    private Decoded decoded(LeaderCall.Submit submit) {
        byte[] body = submit.body();
        try {
            return new Decoded(
                    (Request.Write)
                            RequestCodec.decode(submit.opcode(), in.reset(body, 0, body.length)),
                    true);
        } catch (MalformedRecord | ClassCastException malformed) {
            return malformed(submit, malformed);
        }
    }

    /** The reference numbers a malformed multi; so do we, to keep the zxids of both equal. */
    private static Decoded malformed(LeaderCall.Submit submit, Exception malformed) {
        return new Decoded(
                null,
                submit.opcode() == OpCode.MULTI
                        && !(malformed instanceof MalformedRecord fault && fault.isUnnumbered()));
    }

    private void decided(LeaderCall.Submit submit, Proposal proposal) {
        proposer.decided(submit.sessionId(), submit.cxid(), proposal);
    }

    /**
     * Null if it takes long: then it has been begun, and the core is to be held.
     *
     * @param ready null if the request is to be decoded now
     */
    private @Nullable Proposal prepared(
            Caller caller, LeaderCall.Submit submit, @Nullable Decoded ready) {
        try {
            return judged(caller, submit, ready == null ? decoded(submit) : ready);
        } catch (RuntimeException failure) {
            return failed(submit, failure);
        } catch (StorageException failure) {
            throw host.faults().fatal(UNREADABLE, failure);
        }
    }

    private Proposal failed(LeaderCall.Submit submit, RuntimeException failure) {
        takeBack();
        host.requestFaults().refused(submit.opcode(), submit.sessionId(), failure);
        return proposer.encoded(preparer.refuse(context(submit), ErrorCode.MARSHALLING_ERROR));
    }

    private void begin(Running begun) {
        // The tree must stand still meanwhile.
        serving.whenApplied(() -> host.slices().addAwaited(() -> step(begun)));
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
            throw host.faults().fatal(UNREADABLE, failure);
        }
        // Encoding it takes as long as some steps.
        host.slices().addAwaited(() -> encode(begun));
        return false;
    }

    private boolean encode(Running begun) {
        Proposal proposal;
        try {
            proposal = proposer.encoded(begun.work().prepared());
        } catch (RuntimeException failure) {
            proposal = failed(begun.submit(), failure);
        }
        end(begun, proposal);
        return false;
    }

    private void end(Running begun, Proposal proposal) {
        closed(begun.submit(), begun.beginMillis());
        end(begun.submit(), proposal);
    }

    private void closed(LeaderCall.Submit submit, long beginMillis) {
        if (submit.opcode() == OpCode.CLOSE_SESSION) {
            closeMillis.add(host.clock().nowMillis() - beginMillis);
        }
    }

    /** The next request must not see a trace of the one that has failed. */
    private void takeBack() {
        try {
            preparer.undo(proposer.nextZxid());
        } catch (RuntimeException broken) {
            throw host.faults().fatal("what was prepared cannot be taken back", broken);
        }
    }

    private @Nullable Proposal judged(Caller caller, LeaderCall.Submit submit, Decoded decoded)
            throws StorageException {
        Request.Write request = decoded.request();
        if (!decoded.numbered()) {
            return refused(caller, submit, ErrorCode.MARSHALLING_ERROR);
        }
        if (!space.hasReserve() && isGrowing(submit.opcode())) {
            return refused(caller, submit, ErrorCode.THROTTLED_OP);
        }
        PrepareContext context = context(submit);
        if (!settings.standalone() && hasMoved(caller, submit)) {
            return proposer.encoded(preparer.refuse(context, ErrorCode.SESSION_MOVED));
        }
        if (request == null) {
            return proposer.encoded(preparer.refuse(context, ErrorCode.MARSHALLING_ERROR));
        }
        long beginMillis = submit.opcode() == OpCode.CLOSE_SESSION ? host.clock().nowMillis() : 0;
        if (preparer.isLong(context, request)) {
            begin(new Running(submit, preparer.begin(context, request), beginMillis));
            return null;
        }
        LoggedTxn prepared = preparer.prepare(context, request);
        closed(submit, beginMillis);
        return proposer.encoded(prepared);
    }

    @SuppressWarnings("NullAway") // a standalone server has no view
    private PrepareContext context(LeaderCall.Submit submit) {
        return new PrepareContext(
                submit.sessionId(),
                submit.cxid(),
                proposer.nextZxid(),
                host.clock().wallMillis(),
                submit.who(),
                view,
                clients.locals().mayBeLocal(submit.sessionId()));
    }

    /**
     * A session belongs to the server through which it was established last; what comes late
     * through another one is refused.
     */
    private boolean hasMoved(Caller caller, LeaderCall.Submit submit) {
        Session session = clients.sessions().table().find(submit.sessionId());
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

    /**
     * Refused without a transaction if the client is here; the server of another client learns of
     * it by an error transaction.
     */
    private Proposal refused(Caller caller, LeaderCall.Submit submit, int error) {
        return !settings.standalone() && caller.server().value() != settings.serverId()
                ? proposer.encoded(preparer.refuse(context(submit), error))
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
