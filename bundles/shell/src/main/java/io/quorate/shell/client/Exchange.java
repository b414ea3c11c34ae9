package io.quorate.shell.client;

import io.quorate.model.ErrorCode;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import org.jspecify.annotations.Nullable;

/** A call that has been sent, and the ways to take its answer. */
public final class Exchange {

    private final Call call;
    private final @Nullable String path;

    /** Sends the call; {@code path} is what errors name. */
    Exchange(Session session, Call call, @Nullable String path) throws InterruptedException {
        this.call = call;
        this.path = path;
        session.send(call);
    }

    /** Reads the body of a successful answer. */
    interface Body<T extends @Nullable Object> {
        T from(JuteReader reply) throws MalformedRecord;
    }

    /** Waits for the answer and reads it. */
    @SuppressWarnings("NullAway") // without an error there is a body
    <T extends @Nullable Object> T read(Body<T> body) throws KeeperFault {
        Reply reply = call.reply.join();
        if (reply.error() != ErrorCode.OK) {
            throw new KeeperFault(reply.error(), path);
        }
        try {
            return body.from(reply.body());
        } catch (MalformedRecord e) {
            throw new KeeperFault(ErrorCode.MARSHALLING_ERROR, path);
        }
    }

    /** Waits for the answer. */
    @SuppressWarnings("NullAway") // nothing is read
    public void done() throws KeeperFault {
        read(reply -> null);
    }

    /** Waits for the answer and returns its error code. */
    int error() {
        return call.reply.join().error();
    }

    /**
     * Waits for the answer of a multi; false if it was not carried out. A failed multi carries its
     * errors in the body.
     */
    public boolean succeededAsMulti() throws KeeperFault {
        return read(
                reply -> {
                    int type = reply.int32();
                    boolean end = reply.bool();
                    return type != -1 || end;
                });
    }
}
