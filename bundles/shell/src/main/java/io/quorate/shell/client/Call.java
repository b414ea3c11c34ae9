package io.quorate.shell.client;

import io.quorate.wire.JuteWriter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the server and back.
 *
 * <p>{@link #beforeReply} runs on the reader thread before the next frame is read: watches are
 * registered there, so that no event can overtake its registration.
 */
final class Call {

    /** What to do with a reply before the threads that wait for it are woken up. */
    interface Hook {
        void accept(int error);
    }

    final int opCode;
    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final byte[] body;
    private final @Nullable Hook hook;
    private int xid;

    /** A request with the fields in {@code body} behind the header. */
    Call(int opCode, JuteWriter body, @Nullable Hook hook) {
        this.opCode = opCode;
        this.body = body.toByteArray();
        this.hook = hook;
    }

    int xid() {
        return xid;
    }

    /** Gives the call its number on the wire. */
    void number(int xid) {
        this.xid = xid;
    }

    /** The request as a frame without its length. */
    JuteWriter frame() {
        return new JuteWriter(8 + body.length).int32(xid).int32(opCode).raw(body, 0, body.length);
    }

    void beforeReply(int error) {
        if (hook != null) {
            hook.accept(error);
        }
    }
}
