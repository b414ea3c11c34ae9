package io.quorate.tls;

import java.util.Arrays;

/** As much of ASN.1's DER as it takes to put one form of a private key into another. */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;

    private static final byte[] ZERO = {INTEGER, 1, 0};

    private Der() {}

    /** A value with its tag and length. */
    static byte[] of(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] head = head(tag, length);
        byte[] all = Arrays.copyOf(head, head.length + length);
        int at = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] head(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] head = new byte[2 + bytes];
        head[0] = (byte) tag;
        head[1] = (byte) (0x80 | bytes);
        for (int i = 0; i < bytes; i++) {
            head[2 + i] = (byte) (length >>> 8 * (bytes - 1 - i));
        }
        return head;
    }

    /** A private key in PKCS#8: algorithm with parameters, and the key as that algorithm has it. */
    static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
        return of(SEQUENCE, ZERO, of(SEQUENCE, algorithm, parameters), of(OCTETS, key));
    }

    /**
     * The content of the first value with this tag among the values in a sequence; null if there is
     * none.
     */
    @SuppressWarnings("ReturnsNullCollection") // nothing there is not the same as nothing in it
    static byte @org.jspecify.annotations.Nullable [] inSequence(byte[] sequence, int tag) {
        int[] range = content(sequence, 0);
        int at = range[0];
        while (at < range[1]) {
            int[] inner = content(sequence, at);
            if ((sequence[at] & 0xff) == tag) {
                return Arrays.copyOfRange(sequence, inner[0], inner[1]);
            }
            at = inner[1];
        }
        return null;
    }

    /** Begin and end of the content of the value at {@code at}. */
    private static int[] content(byte[] bytes, int at) {
        int length = bytes[at + 1] & 0xff;
        int start = at + 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            if (count == 0 || count > 3) {
                throw new IllegalArgumentException("a length that is none");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | bytes[start++] & 0xff;
            }
        }
        if (start + length > bytes.length) {
            throw new IllegalArgumentException("it is cut off");
        }
        return new int[] {start, start + length};
    }
}
