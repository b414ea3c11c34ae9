package io.quorate.election.basic;

import io.quorate.election.kit.AddressList;
import io.quorate.election.kit.MixedElections;
import io.quorate.election.kit.RoleNumbers;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The bytes of the election port: a hello from the dialler, then framed questions and answers both
 * ways. Whatever makes no sense ends the link. Source: spec election-basic section 2.
 */
final class BasicCodec implements PeerCodec {

    /** Version of the protocol that is spoken here. */
    static final int VERSION = 1;

    /** Most bytes behind the length of a frame. */
    static final int PAYLOAD_BYTES_MAX = 512 * 1024;

    private static final byte QUESTION = 1;
    private static final byte ANSWER = 2;

    private static final int HELLO_BYTES = 2 * Long.BYTES + Integer.BYTES;
    private static final int BALLOT_BYTES = 4 * Long.BYTES;
    private static final int QUESTION_BYTES = 1 + Long.BYTES + BALLOT_BYTES + Long.BYTES;
    private static final int ANSWER_BYTES = 1 + Long.BYTES + 1 + BALLOT_BYTES + Integer.BYTES;

    private boolean greeted;

    BasicCodec(boolean dialled) {
        greeted = dialled;
    }

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        if (!greeted) {
            Hello hello = readHello(in);
            if (hello == null) {
                return;
            }
            greeted = true;
            out.accept(hello);
        }
        while (in.remaining() >= Integer.BYTES) {
            int length = in.getInt(in.position());
            if (length < 1 || length > PAYLOAD_BYTES_MAX) {
                throw new ProtocolViolation(
                        "election frame of "
                                + length
                                + " bytes, but it must have 1 to "
                                + PAYLOAD_BYTES_MAX);
            }
            if (in.remaining() < Integer.BYTES + length) {
                return;
            }
            in.getInt();
            ByteBuffer payload = in.slice(in.position(), length);
            in.position(in.position() + length);
            out.accept(readMessage(payload));
        }
    }

    /** Null if bytes are missing. */
    private static Hello readHello(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < Long.BYTES) {
            return null;
        }
        long first = in.getLong(start);
        if (MixedElections.isFast(first)) {
            MixedElections.refuseFast(in);
            return null;
        }
        if (!MixedElections.isBasic(first)) {
            throw new ProtocolViolation(
                    "election handshake that begins with "
                            + Long.toHexString(first)
                            + ", which is neither quorate.election=basic nor another one");
        }
        if (in.remaining() < HELLO_BYTES) {
            return null;
        }
        ServerId sender = new ServerId(in.getLong(start + Long.BYTES));
        int version = MixedElections.basicVersion(first);
        if (version != VERSION) {
            throw new ProtocolViolation(
                    "server "
                            + sender
                            + " speaks version "
                            + version
                            + " of the election basic, but this server speaks version "
                            + VERSION);
        }
        int length = in.getInt(start + 2 * Long.BYTES);
        AddressList.checkLength(length);
        if (in.remaining() < HELLO_BYTES + length) {
            return null;
        }
        byte[] addresses = new byte[length];
        in.get(start + HELLO_BYTES, addresses);
        Hello hello = new Hello(sender, AddressList.parse(addresses));
        in.position(start + HELLO_BYTES + length);
        return hello;
    }

    private static BasicMessage readMessage(ByteBuffer in) throws ProtocolViolation {
        int length = in.remaining();
        byte kind = in.get();
        return switch (kind) {
            case QUESTION -> {
                check(length == QUESTION_BYTES, "question", length);
                yield new Question(in.getLong(), readBallot(in), in.getLong());
            }
            case ANSWER -> {
                check(length >= ANSWER_BYTES, "answer", length);
                long poll = in.getLong();
                Role role = RoleNumbers.role(in.get());
                if (role == null) {
                    throw new ProtocolViolation("election answer of a role that is none");
                }
                Word word = new Word(role, readBallot(in));
                check(in.getInt() == length - ANSWER_BYTES, "answer", length);
                yield new Answer(poll, word, readMembership(in));
            }
            default ->
                    throw new ProtocolViolation(
                            "election message of the kind "
                                    + kind
                                    + ", but only 1 and 2 are known");
        };
    }

    private static void check(boolean right, String what, int length) throws ProtocolViolation {
        if (!right) {
            throw new ProtocolViolation(
                    "election " + what + " of " + length + " bytes, which do not fit its content");
        }
    }

    private static Ballot readBallot(ByteBuffer in) {
        ServerId leader = new ServerId(in.getLong());
        return new Ballot(new Vote(leader, in.getLong(), in.getLong()), in.getLong());
    }

    /** What is left; null if nothing is. */
    private static Membership readMembership(ByteBuffer in) throws ProtocolViolation {
        if (!in.hasRemaining()) {
            return null;
        }
        byte[] text = new byte[in.remaining()];
        in.get(text);
        try {
            return MembershipText.parse(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolation("election answer with a configuration: " + e.getMessage());
        }
    }

    @Override
    public int encodedBytesMax(PeerMessage message) {
        return switch ((BasicMessage) message) {
            case Hello hello -> HELLO_BYTES + AddressList.format(hello.addresses()).length;
            case Question question -> Integer.BYTES + QUESTION_BYTES;
            case Answer answer -> Integer.BYTES + ANSWER_BYTES + text(answer).length;
        };
    }

    @Override
    public void encode(PeerMessage message, ByteBuffer out) {
        switch ((BasicMessage) message) {
            case Hello hello -> {
                byte[] addresses = AddressList.format(hello.addresses());
                out.putLong(MixedElections.BASIC_MAGIC | VERSION);
                out.putLong(hello.sender().value()).putInt(addresses.length).put(addresses);
            }
            case Question question -> {
                out.putInt(QUESTION_BYTES).put(QUESTION).putLong(question.poll());
                write(question.ballot(), out);
                out.putLong(question.version());
            }
            case Answer answer -> {
                byte[] text = text(answer);
                out.putInt(ANSWER_BYTES + text.length).put(ANSWER).putLong(answer.poll());
                out.put((byte) RoleNumbers.number(answer.word().role()));
                write(answer.word().ballot(), out);
                out.putInt(text.length).put(text);
            }
        }
    }

    private static void write(Ballot ballot, ByteBuffer out) {
        Vote vote = ballot.vote();
        out.putLong(vote.leader().value()).putLong(vote.zxid()).putLong(vote.epoch());
        out.putLong(ballot.candidacy());
    }

    private static byte[] text(Answer answer) {
        return answer.newer() == null
                ? new byte[0]
                : MembershipText.format(answer.newer()).getBytes(StandardCharsets.UTF_8);
    }
}
