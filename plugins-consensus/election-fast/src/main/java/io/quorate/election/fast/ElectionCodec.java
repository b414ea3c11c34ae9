package io.quorate.election.fast;

import io.quorate.election.kit.AddressList;
import io.quorate.election.kit.MixedElections;
import io.quorate.election.kit.RoleNumbers;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.Endpoint;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the election port: a handshake from the dialler, then framed notifications both
 * ways.
 *
 * <p>A frame whose content makes no sense is skipped, as ZooKeeper does; a length that makes no
 * sense ends the link. Source: spec quorum-protocol sections 5.2, 5.3 and 6.
 */
final class ElectionCodec implements PeerCodec {

    private static final long ONE_ADDRESS = MixedElections.FAST_ONE_ADDRESS;
    private static final long MANY_ADDRESSES = MixedElections.FAST_MANY_ADDRESSES;

    private static final int BYTES_WITHOUT_EPOCH = 28;
    private static final int BYTES_WITHOUT_VERSION = 40;
    private static final int BYTES_BEFORE_CONFIG = 44;
    private static final int VERSION_WITH_CONFIG = 2;

    private boolean greeted;

    ElectionCodec(boolean dialled) {
        greeted = dialled;
    }

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        if (!greeted) {
            Handshake handshake = readHandshake(in);
            if (handshake == null) {
                return;
            }
            greeted = true;
            out.accept(handshake);
        }
        while (in.remaining() >= Integer.BYTES) {
            int length = in.getInt(in.position());
            if (length < 1 || length > Notification.PAYLOAD_BYTES_MAX) {
                throw new ProtocolViolation(
                        "election frame of "
                                + length
                                + " bytes, but it must have 1 to "
                                + Notification.PAYLOAD_BYTES_MAX);
            }
            if (in.remaining() < Integer.BYTES + length) {
                return;
            }
            in.getInt();
            ByteBuffer payload = in.slice(in.position(), length);
            in.position(in.position() + length);
            Notification notification = readNotification(payload);
            if (notification != null) {
                out.accept(notification);
            }
        }
    }

    /** Null if bytes are missing. */
    private static @Nullable Handshake readHandshake(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < Long.BYTES) {
            return null;
        }
        long first = in.getLong(start);
        if (first >= 0) {
            in.position(start + Long.BYTES);
            return new Handshake(Handshake.Form.BARE, new ServerId(first), List.of());
        }
        if (MixedElections.isBasic(first)) {
            MixedElections.refuseBasic(in);
            return null;
        }
        if (first != ONE_ADDRESS && first != MANY_ADDRESSES) {
            throw new ProtocolViolation(
                    "election handshake with the protocol version "
                            + first
                            + ", but only "
                            + ONE_ADDRESS
                            + " and "
                            + MANY_ADDRESSES
                            + " are known");
        }
        int fixed = 2 * Long.BYTES + Integer.BYTES;
        if (in.remaining() < fixed) {
            return null;
        }
        int length = in.getInt(start + 2 * Long.BYTES);
        AddressList.checkLength(length);
        if (in.remaining() < fixed + length) {
            return null;
        }
        byte[] text = new byte[length];
        in.get(start + fixed, text);
        ServerId sender = new ServerId(in.getLong(start + Long.BYTES));
        List<Endpoint> addresses = AddressList.parse(text);
        in.position(start + fixed + length);
        return new Handshake(
                first == ONE_ADDRESS ? Handshake.Form.ONE_ADDRESS : Handshake.Form.MANY_ADDRESSES,
                sender,
                addresses);
    }

    /** Null if it cannot be understood. */
    private static @Nullable Notification readNotification(ByteBuffer in) {
        int length = in.remaining();
        if (length < BYTES_WITHOUT_EPOCH) {
            return null;
        }
        Role state = RoleNumbers.role(in.getInt());
        ServerId leader = new ServerId(in.getLong());
        long zxid = in.getLong();
        long round = in.getLong();
        if (length == BYTES_WITHOUT_EPOCH) {
            return state == null
                    ? null
                    : new Notification(
                            state, new Vote(leader, zxid, zxid >> Integer.SIZE), round, 0, null);
        }
        if (state == null || length < BYTES_WITHOUT_VERSION) {
            return null;
        }
        Vote vote = new Vote(leader, zxid, in.getLong());
        int version = length == BYTES_WITHOUT_VERSION ? 0 : in.getInt();
        if (version < VERSION_WITH_CONFIG) {
            return new Notification(state, vote, round, version, null);
        }
        if (length < BYTES_BEFORE_CONFIG) {
            return null;
        }
        int configLength = in.getInt();
        if (configLength < 0 || configLength > in.remaining()) {
            return null;
        }
        byte[] config = new byte[configLength];
        in.get(config);
        return new Notification(
                state,
                vote,
                round,
                version,
                membership(new String(config, StandardCharsets.UTF_8)));
    }

    /** Null if the text is none: the vote counts all the same. */
    private static @Nullable Membership membership(String text) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            Map<String, String> lines = new HashMap<>();
            properties
                    .stringPropertyNames()
                    .forEach(key -> lines.put(key, properties.getProperty(key)));
            return lines.isEmpty() ? null : MembershipText.parse(lines);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public int encodedBytesMax(PeerMessage message) {
        return switch ((ElectionMessage) message) {
            case Handshake handshake ->
                    handshake.form() == Handshake.Form.BARE
                            ? Long.BYTES
                            : 2 * Long.BYTES
                                    + Integer.BYTES
                                    + AddressList.format(handshake.addresses()).length;
            case Notification notification ->
                    Integer.BYTES + BYTES_BEFORE_CONFIG + text(notification).length;
        };
    }

    @Override
    public void encode(PeerMessage message, ByteBuffer out) {
        switch ((ElectionMessage) message) {
            case Handshake handshake -> write(handshake, out);
            case Notification notification -> write(notification, out);
        }
    }

    private static void write(Handshake handshake, ByteBuffer out) {
        if (handshake.form() != Handshake.Form.BARE) {
            out.putLong(
                    handshake.form() == Handshake.Form.ONE_ADDRESS ? ONE_ADDRESS : MANY_ADDRESSES);
        }
        out.putLong(handshake.sender().value());
        if (handshake.form() != Handshake.Form.BARE) {
            byte[] addresses = AddressList.format(handshake.addresses());
            out.putInt(addresses.length).put(addresses);
        }
    }

    /** Always the current version, whatever the message came in. */
    private static void write(Notification notification, ByteBuffer out) {
        byte[] config = text(notification);
        out.putInt(BYTES_BEFORE_CONFIG + config.length)
                .putInt(RoleNumbers.number(notification.state()));
        out.putLong(notification.vote().leader().value()).putLong(notification.vote().zxid());
        out.putLong(notification.round()).putLong(notification.vote().epoch());
        out.putInt(Notification.CURRENT_VERSION).putInt(config.length).put(config);
    }

    private static byte[] text(Notification notification) {
        return notification.committed() == null
                ? new byte[0]
                : MembershipText.format(notification.committed()).getBytes(StandardCharsets.UTF_8);
    }
}
