package io.quorate.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a port while it is open. The files of its stores are looked at once a second; new ones
 * hold for new connections, broken ones leave those in force that were good. What is dear of a
 * handshake (signatures, chains of certificates) runs on threads of its own. Any thread.
 */
public final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final long LOOK_MILLIS = 1000;
    private static final long HANDSHAKE_MILLIS_MAX = 10_000;
    private static final long CLOSE_NOTIFY_MILLIS_MAX = 1000;
    private static final long IDLE_SECONDS = 30;

    private final TlsSettings settings;
    private final ContextMaker maker;
    private final FileStamps stamps;
    private final ThreadPoolExecutor handshakes;
    private final ScheduledExecutorService looking;
    private volatile SslContext context;

    /** Digest of the files that were tried last, good or not. */
    private String tried;

    /** Digest of those the context is made of. */
    private String inForce;

    /** What was said last about files that are no good; empty: nothing since they were good. */
    private String complaint = "";

    private ServerTls(TlsSettings settings, long lookMillis) throws TlsException {
        this.settings = settings;
        this.maker = new ContextMaker(settings);
        this.stamps = new FileStamps(settings);
        stamps.mayHaveChanged();
        ContextMaker.Files files = maker.read();
        this.tried = files.digest();
        this.inForce = tried;
        this.context = maker.of(files);
        // Half of the machine at most: those who are connected go on meanwhile.
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.handshakes =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threads("quorate-tls-handshake"));
        handshakes.allowCoreThreadTimeOut(true);
        this.looking = Executors.newSingleThreadScheduledExecutor(threads("quorate-tls-files"));
        looking.scheduleWithFixedDelay(this::look, lookMillis, lookMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the stores and begins to watch them.
     *
     * @throws TlsException if they cannot be used
     */
    public static ServerTls open(TlsSettings settings) throws TlsException {
        return new ServerTls(settings, LOOK_MILLIS);
    }

    /** As {@link #open(TlsSettings)}, looking at the files more often or never, for tests. */
    static ServerTls open(TlsSettings settings, long lookMillis) throws TlsException {
        return new ServerTls(settings, lookMillis);
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return work ->
                Thread.ofPlatform()
                        .daemon()
                        .name(name + "-" + number.incrementAndGet())
                        .unstarted(work);
    }

    /** What speaks TLS on one new connection, with the stores in force now. */
    public SslHandler handler(ByteBufAllocator allocator) {
        Executor executor = handshakes;
        SslHandler handler = context.newHandler(allocator, executor);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS_MAX);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS_MAX);
        return handler;
    }

    public TlsSettings settings() {
        return settings;
    }

    /** Looks at the files and reads them again if they may have changed. */
    synchronized void look() {
        try {
            if (stamps.mayHaveChanged()) {
                reload();
            }
        } catch (RuntimeException | Error failure) {
            LOG.error("The certificates of {}* cannot be looked at", settings.prefix(), failure);
        }
    }

    private void reload() {
        try {
            ContextMaker.Files files = maker.read();
            if (files.digest().equals(inForce)) {
                complaint = "";
            }
            if (files.digest().equals(tried)) {
                return;
            }
            tried = files.digest();
            context = maker.of(files);
            inForce = tried;
            complaint = "";
            LOG.info(
                    "{} or a file beside it has changed: new connections get what is in it now",
                    settings.keyStore().name());
        } catch (TlsException broken) {
            String sentence = String.valueOf(broken.getMessage());
            if (!sentence.equals(complaint)) {
                complaint = sentence;
                LOG.error(
                        "{}; new connections still get the certificates that were read before",
                        sentence);
            }
        }
    }

    /** Stops watching; connections that are open go on. */
    @Override
    public void close() {
        looking.shutdownNow();
        handshakes.shutdown();
    }
}
