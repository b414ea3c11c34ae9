package io.quorate.tls;

import io.netty.buffer.ByteBufAllocator;
import io.quorate.testkit.tls.TestIdentity;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Shakes hands between a client and what a port would speak TLS with, without a socket. */
final class Handshake {

    private static final int BYTES = 64 * 1024;

    final SSLEngine server;
    final SSLEngine client;

    private Handshake(SSLEngine server, SSLEngine client) {
        this.server = server;
        this.client = client;
    }

    /** Done with this client. */
    static Handshake of(ServerTls tls, TestIdentity client) throws Exception {
        return of(tls, client.context());
    }

    static Handshake of(ServerTls tls, SSLContext client, String... protocols) throws Exception {
        SSLEngine out = client.createSSLEngine();
        out.setUseClientMode(true);
        if (protocols.length > 0) {
            out.setEnabledProtocols(protocols);
        }
        Handshake handshake = new Handshake(tls.handler(ByteBufAllocator.DEFAULT).engine(), out);
        handshake.run();
        return handshake;
    }

    /** What the server shows. */
    X509Certificate shown() throws SSLException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private void run() throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(BYTES);
        ByteBuffer toClient = ByteBuffer.allocate(BYTES);
        ByteBuffer plain = ByteBuffer.allocate(BYTES);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 50 && !(isDone(client) && isDone(server)); i++) {
            step(client, toClient, toServer, plain);
            step(server, toServer, toClient, plain);
        }
        // The certificate of the client is looked at last.
        step(client, toClient, toServer, plain);
        step(server, toServer, toClient, plain);
        if (!isDone(client) || !isDone(server)) {
            throw new SSLException("the handshake does not end");
        }
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer plain)
            throws SSLException {
        in.flip();
        boolean moved = true;
        while (moved) {
            tasks(engine);
            int before = in.position() + out.position();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                engine.wrap(ByteBuffer.allocate(0), out);
            } else if (in.hasRemaining()) {
                engine.unwrap(in, plain);
                plain.clear();
            }
            tasks(engine);
            moved = in.position() + out.position() != before;
        }
        in.compact();
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
