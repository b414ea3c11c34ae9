package io.quorate.auth.ip;

import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits.
 *
 * @param address 4 or 16 bytes
 * @param bits how many leading bits count, 0 to all
 */
record AddressRange(byte[] address, int bits) {

    /** {@code address} or {@code address/bits}; null if it is neither. */
    static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int all = address.length * 8;
        int bits = slash < 0 ? all : AddressText.number(text.substring(slash + 1), 10, all);
        return bits < 0 ? null : new AddressRange(address, bits);
    }

    /** False for an address of the other family. */
    boolean contains(byte[] candidate) {
        if (candidate.length != address.length) {
            return false;
        }
        for (int i = 0; i * 8 < bits; i++) {
            int counted = Math.min(8, bits - i * 8);
            if (((candidate[i] ^ address[i]) & 0xff) >>> (8 - counted) != 0) {
                return false;
            }
        }
        return true;
    }
}
