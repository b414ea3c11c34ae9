package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.LoggedTxn;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked, prepare answers with a transaction that every server can read, and never with
 * an exception: {@code -Dquorate.prepare.requests=n} requests (full size 10 million), {@code
 * -Dquorate.prepare.seed=s} to begin with another seed.
 */
class PrepareFuzzTest {

    private static final int REQUESTS = 40_000;
    private static final int PER_TREE = 2_000;
    private static final int FRAME = 2_000;
    private static final int RECORD = 4_000;
    private static final TreeSettings ALL_ON =
            new TreeSettings(true, true, false, true, true, true, true, true)
                    .within(new TxnLimits(RECORD, FRAME, 100, 1_500));

    private final JuteWriter body = new JuteWriter();
    private int prepared;
    private int refused;
    private int malformed;

    @Test
    void nothingThatIsAskedHaltsTheServer() throws StorageException {
        int requests = Integer.getInteger("quorate.prepare.requests", REQUESTS);
        long seed = Long.getLong("quorate.prepare.seed", 1);
        for (int done = 0; done < requests; done += PER_TREE) {
            try {
                run(new HostileRequests(seed, FRAME), Math.min(PER_TREE, requests - done));
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("replay with -Dquorate.prepare.seed=" + seed, failed);
            }
            seed++;
        }
        assertThat(prepared).isGreaterThan(requests / 10);
        assertThat(refused).isGreaterThan(requests / 10);
        assertThat(malformed).isGreaterThan(0);
    }

    private void run(HostileRequests hostile, int requests) throws StorageException {
        Server server = Server.standing(ALL_ON);
        for (int count = 0; count < requests; count++) {
            Request.Write request = received(hostile, hostile.any());
            if (request != null) {
                prepare(server, hostile, request);
            }
            if (hostile.chance(8)) {
                server.applyAll();
                assertThat(server.mismatches).isZero();
            }
        }
    }

    /** As it comes over the wire, now and then damaged; null if the leader cannot read it. */
    private Request.Write received(HostileRequests hostile, Request.Write asked) {
        body.reset();
        RequestCodec.encode(asked, body);
        if (hostile.chance(5) && body.size() > 0) {
            body.array()[hostile.below(body.size())] = (byte) hostile.below(256);
        }
        try {
            return (Request.Write)
                    RequestCodec.decode(asked.op(), new JuteReader(body.array(), 0, body.size()));
        } catch (MalformedRecord unreadable) {
            malformed++;
            return null;
        }
    }

    private void prepare(Server server, HostileRequests hostile, Request.Write request)
            throws StorageException {
        PrepareContext context =
                new PrepareContext(
                        hostile.session(),
                        hostile.below(100),
                        ++server.zxid,
                        server.now++,
                        hostile.who(),
                        hostile.ensemble(),
                        hostile.chance(3));
        LoggedTxn txn = server.machine.preparer().prepare(context, request);
        byte[] entry = TxnCodec.encode(txn);
        if (hostile.chance(10)) {
            server.machine.preparer().undo(context.zxid());
            LoggedTxn again = server.machine.preparer().prepare(context, request);
            assertThat(TxnCodec.encode(again)).isEqualTo(entry);
        }
        assertThat(entry.length).isLessThanOrEqualTo(RECORD);
        assertReadsBack(txn, entry);
        server.prepared.add(txn);
        if (txn.txn() instanceof Txn.Refused) {
            refused++;
        } else {
            prepared++;
        }
    }

    private static void assertReadsBack(LoggedTxn txn, byte[] entry) {
        try {
            assertThat(TxnCodec.encode(TxnCodec.decode(entry))).isEqualTo(entry);
        } catch (MalformedRecord unreadable) {
            throw new AssertionError("what was prepared cannot be read: " + txn, unreadable);
        }
        if (txn.header().type() == OpCode.RECONFIG) {
            MembershipText.parse(
                    new String(((Txn.SetData) txn.txn()).data(), StandardCharsets.UTF_8));
        }
    }
}
