package io.quorate.conformance.differential;

import io.quorate.bench.JuteOut;
import java.util.function.LongFunction;

/**
 * One request.
 *
 * @param opCode type in the request header
 * @param text readable form
 * @param body request body, given the newest zxid the session has seen
 * @param alone true when replies to this kind may overtake others, so that it is never sent in one
 *     burst with them
 */
record Call(int opCode, String text, LongFunction<byte[]> body, boolean alone) {
    static Call of(int opCode, String text, JuteOut body) {
        byte[] bytes = body.bytes();
        return new Call(opCode, text, zxid -> bytes, false);
    }

    static Call alone(int opCode, String text, JuteOut body) {
        byte[] bytes = body.bytes();
        return new Call(opCode, text, zxid -> bytes, true);
    }

    @Override
    public String toString() {
        return text;
    }
}
