package io.quorate.gate.peer;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * One address, or a network as {@code 10.1.0.0/16}. Immutable.
 *
 * @param address its bytes, 4 or 16
 * @param prefixBits how many of its first bits count
 */
record AddressRange(byte[] address, int prefixBits) {

    /**
     * Reads an address or a network; names are none.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address =
                NetUtil.createByteArrayFromIpAddressString(
                        slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw malformed(text);
        }
        int bits = address.length * Byte.SIZE;
        if (slash < 0) {
            return new AddressRange(unmapped(address), unmapped(address).length * Byte.SIZE);
        }
        try {
            int prefix = Integer.parseInt(text.substring(slash + 1));
            if (prefix < 0 || prefix > bits) {
                throw malformed(text);
            }
            return new AddressRange(address, prefix);
        } catch (NumberFormatException noNumber) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is neither an address nor a network such as 10.1.0.0/16");
    }

    /** An IPv4 address that was written as an IPv6 one is the IPv4 address, as for sockets. */
    private static byte[] unmapped(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getAddress();
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += Byte.SIZE) {
            int mask = 0xff << Math.max(0, Byte.SIZE - (prefixBits - bit));
            int at = bit / Byte.SIZE;
            if (((bytes[at] ^ address[at]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
