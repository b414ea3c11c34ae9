package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The simplest replication that loses nothing, to test the simulation: server 1 leads for ever,
 * whether it runs or not; the others hold a prefix of what it has on disk. With planted mistakes it
 * loses a lot.
 */
final class Dictatorship implements ConsensusFactory {

    static final String PORT = "dictate";
    static final ServerId LEADER = new ServerId(1);

    /** Mistakes that can be planted. */
    enum Mistake {
        /** The leader commits as soon as it has numbered. */
        COMMIT_WITHOUT_QUORUM,
        /** A follower acknowledges before its disk does. */
        ACKNOWLEDGE_EARLY,
        /** A follower leaves out every twentieth transaction. */
        LEAVE_OUT,
        /** A follower exchanges a byte now and then. */
        ALTER,
        /** A follower answers a sync by itself. */
        SYNC_ALONE,
        /** The leader passes a forwarded request on twice now and then. */
        REPEAT,
        /** A follower that comes back drops its last transaction. */
        CUT_BACK,
        /** The leader answers a sync before what came before it is committed. */
        SYNC_UNCOMMITTED,
        /** The followers never dial again. */
        GIVE_UP
    }

    /** Everything the servers say to each other. */
    record Word(int kind, long number, long other, int small, byte[] bytes) implements PeerMessage {
        static final int HELLO = 1;
        static final int ENTRY = 2;
        static final int ACK = 3;
        static final int COMMIT = 4;
        static final int SERVE = 5;
        static final int REQUEST = 6;
        static final int SYNC = 7;
        static final int SYNCED = 8;
        static final int CHUNK = 9;
        static final int PING = 10;

        static Word of(int kind, long number) {
            return new Word(kind, number, 0, 0, new byte[0]);
        }
    }

    private final Set<Mistake> mistakes = EnumSet.noneOf(Mistake.class);
    private final boolean withElection;

    /**
     * Replication with these mistakes.
     *
     * @param withElection whether followers wait for an election, whose outcome they ignore, before
     *     they dial
     */
    Dictatorship(boolean withElection, Mistake... planted) {
        this.withElection = withElection;
        mistakes.addAll(List.of(planted));
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of(new Port(PORT, dialled -> new Words(), 0, 1 << 20, Port.Security.NONE));
    }

    @Override
    public String protocol() {
        return "dictatorship";
    }

    @Override
    public boolean needsPeers() {
        return true;
    }

    @Override
    public boolean needsElection() {
        return withElection;
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return settings.self().equals(LEADER)
                ? new DictatorCore(mistakes)
                : new SubjectCore(mistakes, withElection);
    }

    private static final class Words implements PeerCodec {
        @Override
        public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
            while (in.remaining() >= 4 && in.remaining() >= 4 + in.getInt(in.position())) {
                byte[] bytes = new byte[in.getInt()];
                in.get(bytes);
                try {
                    JuteReader reader = new JuteReader(bytes);
                    out.accept(
                            new Word(
                                    reader.int32(),
                                    reader.int64(),
                                    reader.int64(),
                                    reader.int32(),
                                    reader.buffer()));
                } catch (MalformedRecord e) {
                    throw new ProtocolViolation(e.getMessage());
                }
            }
        }

        @Override
        public int encodedBytesMax(PeerMessage message) {
            return 4 + 28 + ((Word) message).bytes().length;
        }

        @Override
        public void encode(PeerMessage message, ByteBuffer out) {
            Word word = (Word) message;
            byte[] bytes =
                    new JuteWriter()
                            .int32(word.kind())
                            .int64(word.number())
                            .int64(word.other())
                            .int32(word.small())
                            .buffer(word.bytes())
                            .toByteArray();
            out.putInt(bytes.length).put(bytes);
        }
    }
}
