package io.quorate.gate.client.secure;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.quorate.gate.client.settings.SecureListenSettings;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Loop;
import io.quorate.runtime.PortUnavailable;
import io.quorate.tls.ServerTls;
import io.quorate.tls.TlsException;
import io.quorate.tls.TlsSettings;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How connections begin that may be or must be those with TLS, and how many of them shake hands.
 * Any thread.
 */
public final class SecureDoor implements AutoCloseable {

    /** Verified certificates of the client of a channel, its own first. */
    private static final AttributeKey<List<X509Certificate>> CERTIFICATES =
            AttributeKey.valueOf(SecureDoor.class, "certificates");

    private final ServerTls tls;
    private final Loop loop;
    private final int handshakesMax;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Counter failed = new Counter("unsuccessful_handshake");
    private final Counter exceeded = new Counter("tls_handshake_exceeded");

    private SecureDoor(ServerTls tls, int handshakesMax, Loop loop) {
        this.tls = tls;
        this.handshakesMax = handshakesMax;
        this.loop = loop;
    }

    /**
     * The door of a gate; null if nothing there speaks TLS.
     *
     * @throws PortUnavailable if its stores cannot be used
     */
    public static @Nullable SecureDoor of(SecureListenSettings settings, Loop loop) {
        TlsSettings tls = settings.tls();
        if (tls == null) {
            return null;
        }
        try {
            return new SecureDoor(ServerTls.open(tls), settings.handshakesMax(), loop);
        } catch (TlsException unusable) {
            throw PortUnavailable.client(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /**
     * Stands before everything else of a new connection.
     *
     * @param plainToo whether its client may do without TLS
     */
    public void guard(Channel client, boolean plainToo) {
        client.pipeline().addLast(new FirstByte(this, plainToo));
    }

    /** What decrypts a new connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        return tls.handler(allocator);
    }

    int detectionMillis() {
        return tls.settings().detectionMillis();
    }

    /**
     * Verified certificates of the client of a channel, its own first; empty without TLS or without
     * certificate. Any thread.
     */
    public static List<X509Certificate> certificates(Channel client) {
        List<X509Certificate> certificates = client.attr(CERTIFICATES).get();
        return certificates == null ? List.of() : certificates;
    }

    /**
     * Closes a channel; with TLS, says so to the client unless they still shake hands: the end of
     * that is not waited for. Any thread.
     */
    public static void close(Channel client) {
        ChannelHandlerContext first = client.pipeline().context(FirstByte.class);
        if (first != null && ((FirstByte) first.handler()).isShakingHands()) {
            first.close();
        } else {
            client.close();
        }
    }

    static void certificates(Channel client, List<X509Certificate> certificates) {
        client.attr(CERTIFICATES).set(certificates);
    }

    /** Whether one more may begin; then {@link #ended} must follow. */
    boolean begins() {
        if (underWay.incrementAndGet() > handshakesMax && handshakesMax >= 0) {
            underWay.decrementAndGet();
            count(exceeded);
            return false;
        }
        return true;
    }

    void ended(boolean well) {
        underWay.decrementAndGet();
        if (!well) {
            count(failed);
        }
    }

    /** Handshakes under way now. */
    public int underWay() {
        return underWay.get();
    }

    private void count(Counter counter) {
        if (loop.inLoop()) {
            counter.add(1);
        } else {
            loop.execute(() -> counter.add(1));
        }
    }

    /** Its figures, among them how many shake hands now. Replica's loop. */
    public List<Counter> counters() {
        Counter now = new Counter("outstanding_tls_handshake");
        now.add(underWay());
        return List.of(failed, exceeded, now);
    }

    /** No handshake begins any more; to be called when no connection is left. */
    @Override
    public void close() {
        tls.close();
    }
}
