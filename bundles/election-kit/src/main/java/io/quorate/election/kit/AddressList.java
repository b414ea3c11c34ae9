package io.quorate.election.kit;

import io.quorate.peer.Endpoint;
import io.quorate.peer.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Election addresses as the bytes of an {@link Introduction}: {@code host:port}, several joined by
 * {@code |}, UTF-8. Source: spec quorum-protocol section 5.2.
 */
public final class AddressList {

    /** Most bytes of one introduction. */
    public static final int BYTES_MAX = 2_048;

    private AddressList() {}

    /**
     * Reads addresses.
     *
     * @throws ProtocolViolation if one of them is none
     */
    public static List<Endpoint> parse(byte[] text) throws ProtocolViolation {
        List<Endpoint> addresses = new ArrayList<>();
        for (String address : new String(text, StandardCharsets.UTF_8).split("\\|", -1)) {
            int colon = address.lastIndexOf(':');
            String host = colon < 1 ? "" : address.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            try {
                addresses.add(new Endpoint(host, Integer.parseInt(address.substring(colon + 1))));
            } catch (IllegalArgumentException e) {
                throw new ProtocolViolation(
                        "election handshake with the address \""
                                + address
                                + "\", but it must be host:port");
            }
            if (host.isEmpty()) {
                throw new ProtocolViolation(
                        "election handshake with the address \"" + address + "\" that has no host");
            }
        }
        return addresses;
    }

    /**
     * Refuses a length of addresses that nobody can mean, before anything is allocated for it.
     *
     * @throws ProtocolViolation unless it is 1 to {@link #BYTES_MAX}
     */
    public static void checkLength(int length) throws ProtocolViolation {
        if (length < 1 || length > BYTES_MAX) {
            throw new ProtocolViolation(
                    "election handshake with addresses of "
                            + length
                            + " bytes, but they must have 1 to "
                            + BYTES_MAX);
        }
    }

    /** The bytes of addresses. */
    public static byte[] format(List<Endpoint> addresses) {
        return String.join("|", addresses.stream().map(Endpoint::toString).toList())
                .getBytes(StandardCharsets.UTF_8);
    }
}
