package io.quorate.wire;

/**
 * The nine bytes before each part of a multi, and at its end. Source: spec client-protocol section
 * 8.1.
 */
final class MultiHeader {

    /** What {@link #read} answers at the end of the list; no operation has this code. */
    static final int END = Integer.MIN_VALUE;

    private MultiHeader() {}

    /** The operation of the next part, or {@link #END}; the error field is skipped. */
    static int read(JuteReader in) throws MalformedRecord {
        int type = in.int32();
        boolean done = in.bool();
        in.int32();
        if (done) {
            return END;
        }
        if (type == END) {
            throw new MalformedRecord("operation not allowed in a multi");
        }
        return type;
    }

    static void write(int type, int error, JuteWriter out) {
        out.int32(type).bool(false).int32(error);
    }

    static void writeEnd(JuteWriter out) {
        out.int32(-1).bool(true).int32(-1);
    }
}
