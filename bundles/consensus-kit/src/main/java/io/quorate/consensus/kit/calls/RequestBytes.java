package io.quorate.consensus.kit.calls;

import io.quorate.model.Identity;
import java.util.List;

/**
 * What a write that waits holds: its body, and the identities that came with it, of which there may
 * be far more. Source: docs/adr/0055.
 */
public final class RequestBytes {

    private RequestBytes() {}

    /**
     * Bytes of one request.
     *
     * @param who null if the protocol had none
     */
    public static int of(byte[] body, List<Identity> who) {
        int bytes = body.length;
        for (int at = 0; who != null && at < who.size(); at++) {
            bytes += length(who.get(at).scheme()) + length(who.get(at).id());
        }
        return bytes;
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }
}
