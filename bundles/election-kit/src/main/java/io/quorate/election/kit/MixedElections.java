package io.quorate.election.kit;

import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;

/**
 * Tells apart by its first bytes who dials an election port, so that members that were given
 * different elections learn of it from a sentence, and not from an ensemble that finds no leader.
 * What the versions of the protocols are is known here alone. Source: spec quorum-protocol section
 * 5.2, election-basic section 2, docs/adr/0115.
 */
public final class MixedElections {

    /** First bytes of a ZooKeeper server, or of the election {@code fast}: one address. */
    public static final long FAST_ONE_ADDRESS = -65_536;

    /** The same with several addresses. */
    public static final long FAST_MANY_ADDRESSES = -65_535;

    /**
     * First bytes of the election {@code basic}, without the version in the last of them. Below
     * zero, and no version of ZooKeeper's: a server that takes a first number from 0 on for the id
     * of an old observer closes the connection.
     */
    public static final long BASIC_MAGIC = 0xFF51_4241_5349_4300L;

    private static final long BASIC_VERSION_MASK = 0xFF;

    /** The greatest first number that is taken for an id alone, and not for another protocol. */
    private static final long BARE_ID_MAX = Integer.MAX_VALUE;

    private MixedElections() {}

    /** Whether these are the first bytes of the election {@code basic}, of whatever version. */
    public static boolean isBasic(long firstBytes) {
        return (firstBytes & ~BASIC_VERSION_MASK) == BASIC_MAGIC;
    }

    /** The version of the election {@code basic} that first bytes tell. */
    public static int basicVersion(long firstBytes) {
        return (int) (firstBytes & BASIC_VERSION_MASK);
    }

    /** Whether these are the first bytes of a ZooKeeper server or of the election {@code fast}. */
    public static boolean isFast(long firstBytes) {
        return firstBytes >= 0 && firstBytes <= BARE_ID_MAX
                || firstBytes == FAST_ONE_ADDRESS
                || firstBytes == FAST_MANY_ADDRESSES;
    }

    /**
     * Refuses a dialler of the election {@code basic} at a server that runs {@code fast}.
     *
     * @param in at the first byte of its introduction; nothing is consumed
     * @throws ProtocolViolation names the member, if enough bytes are there; else nothing happens
     */
    public static void refuseBasic(ByteBuffer in) throws ProtocolViolation {
        if (in.remaining() >= 2 * Long.BYTES) {
            throw refusal(in.getLong(in.position() + Long.BYTES), "has", "basic", "fast");
        }
    }

    /**
     * Refuses a ZooKeeper server, or a dialler of the election {@code fast}, at a server that runs
     * {@code basic}.
     *
     * @param in at the first byte of its introduction; nothing is consumed
     * @throws ProtocolViolation names the member, if enough bytes are there; else nothing happens
     */
    public static void refuseFast(ByteBuffer in) throws ProtocolViolation {
        long first = in.getLong(in.position());
        if (first >= 0) {
            throw refusal(first, "is a ZooKeeper server or has", "fast", "basic");
        }
        if (in.remaining() >= 2 * Long.BYTES) {
            long sender = in.getLong(in.position() + Long.BYTES);
            throw refusal(sender, "is a ZooKeeper server or has", "fast", "basic");
        }
    }

    private static ProtocolViolation refusal(long server, String is, String theirs, String ours) {
        return new ProtocolViolation(
                "server %s %s quorate.election=%s, but this server has quorate.election=%s; all members of an ensemble need the same election"
                        .formatted(new ServerId(server), is, theirs, ours));
    }
}
