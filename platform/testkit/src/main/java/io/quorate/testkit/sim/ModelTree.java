package io.quorate.testkit.sim;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.TxnHeader;
import io.quorate.testkit.sim.invariant.Violation;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicated state: registers that hold a number, and a digest of everything that was applied.
 * Transactions have ZooKeeper's header and a setData body, the snapshot is a snapshot body of
 * ZooKeeper, so that codecs which look into either find what they expect.
 */
final class ModelTree {

    private static final int STAT_BYTES = 60;
    private static final long OPEN_ACL = -1;
    private static final byte WRITE = 1;
    private static final byte SWAP = 2;

    /** A value of a register and the transaction that wrote it. */
    record Register(long value, long zxid) {
        static final Register EMPTY = new Register(0, 0);
    }

    /** What a transaction does: sets a register, or sets it if it holds what was expected. */
    record Change(String key, boolean swap, long expected, long value) {
        byte[] body() {
            byte[] data =
                    new JuteWriter()
                            .int8(swap ? SWAP : WRITE)
                            .int64(expected)
                            .int64(value)
                            .toByteArray();
            return new JuteWriter().ustring('/' + key).buffer(data).int32(-1).toByteArray();
        }

        static Change read(JuteReader in) throws MalformedRecord {
            String path = in.ustring();
            JuteReader data = new JuteReader(in.buffer());
            return new Change(path.substring(1), data.int8() == SWAP, data.int64(), data.int64());
        }
    }

    /** A transaction as applied. */
    record Applied(TxnHeader header, Change change, boolean done) {}

    private final TreeMap<String, Register> registers = new TreeMap<>();
    private long zxid;
    private long digest;
    private long count;

    ModelTree copy() {
        ModelTree copy = new ModelTree();
        copy.registers.putAll(registers);
        copy.zxid = zxid;
        copy.digest = digest;
        copy.count = count;
        return copy;
    }

    long zxid() {
        return zxid;
    }

    long digest() {
        return digest;
    }

    /** How many transactions were applied. */
    long count() {
        return count;
    }

    Register register(String key) {
        return registers.getOrDefault(key, Register.EMPTY);
    }

    static byte[] txn(long sessionId, int cxid, long zxid, long timeMillis, int type, byte[] body) {
        JuteWriter out =
                new JuteWriter()
                        .int64(sessionId)
                        .int32(cxid)
                        .int64(zxid)
                        .int64(timeMillis)
                        .int32(type);
        return out.raw(body, 0, body.length).toByteArray();
    }

    /** Of the configuration that was put in force last; 0 if none was. */
    long configurationVersion() {
        return register("config").value();
    }

    /** What a transaction that changes the configuration carries. */
    static byte[] reconfigBody(Membership next) {
        return new JuteWriter()
                .ustring("/zookeeper/config")
                .buffer(MembershipText.format(next).getBytes(StandardCharsets.UTF_8))
                .int32(-1)
                .toByteArray();
    }

    /** The configuration a transaction puts in force; null if it does something else. */
    static Membership configuration(byte[] txn) {
        try {
            JuteReader in = new JuteReader(txn);
            in.int64();
            in.int32();
            in.int64();
            in.int64();
            if (in.int32() != OpCode.RECONFIG) {
                return null;
            }
            in.ustring();
            return MembershipText.parse(new String(in.buffer(), StandardCharsets.UTF_8));
        } catch (MalformedRecord e) {
            throw new Violation("TxnIsReadable", "a transaction: %s", e.getMessage());
        }
    }

    /** Raises the visible zxid to the start of an epoch. */
    void enterEpoch(long epochStart) {
        zxid = epochStart;
    }

    Applied apply(long txnZxid, byte[] txn) {
        try {
            JuteReader in = new JuteReader(txn);
            TxnHeader header =
                    new TxnHeader(in.int64(), in.int32(), in.int64(), in.int64(), in.int32());
            Change change =
                    header.type() == OpCode.RECONFIG
                            ? new Change("config", false, 0, txnZxid)
                            : Change.read(in);
            if (header.zxid() != txnZxid) {
                throw new Violation(
                        "TxnCarriesItsZxid",
                        "entry %x holds the transaction %x",
                        txnZxid,
                        header.zxid());
            }
            Register before = register(change.key());
            boolean done = !change.swap() || before.value() == change.expected();
            if (done) {
                registers.put(change.key(), new Register(change.value(), txnZxid));
            }
            zxid = txnZxid;
            digest = Trace.mixed(Trace.mixed(digest, txnZxid), Trace.hashOf(txn) ^ before.value());
            count++;
            return new Applied(header, change, done);
        } catch (MalformedRecord e) {
            throw new Violation("TxnIsReadable", "transaction %x: %s", txnZxid, e.getMessage());
        }
    }

    byte[] snapshot() {
        JuteWriter out = new JuteWriter().int32(0).int32(0);
        node(out, "", new JuteWriter().int64(zxid).int64(digest).int64(count).toByteArray());
        for (Map.Entry<String, Register> entry : registers.entrySet()) {
            node(
                    out,
                    '/' + entry.getKey(),
                    new JuteWriter()
                            .int64(entry.getValue().value())
                            .int64(entry.getValue().zxid())
                            .toByteArray());
        }
        return out.ustring("/").toByteArray();
    }

    private static void node(JuteWriter out, String path, byte[] data) {
        out.ustring(path).buffer(data).int64(OPEN_ACL).raw(new byte[STAT_BYTES], 0, STAT_BYTES);
    }

    static ModelTree read(byte[] snapshot) throws MalformedRecord {
        JuteReader in = new JuteReader(snapshot);
        ModelTree tree = new ModelTree();
        in.int32();
        in.int32();
        for (String path = in.ustring(); !path.equals("/"); path = in.ustring()) {
            JuteReader data = new JuteReader(in.buffer());
            in.int64();
            in.take(STAT_BYTES);
            if (path.isEmpty()) {
                tree.zxid = data.int64();
                tree.digest = data.int64();
                tree.count = data.int64();
            } else {
                tree.registers.put(path.substring(1), new Register(data.int64(), data.int64()));
            }
        }
        return tree;
    }
}
