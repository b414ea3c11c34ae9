package io.quorate.shell.client;

import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.WatchKinds;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client session: one reader thread that connects, renews, pings and reads; callers write from
 * their own threads.
 *
 * <p>A call made while there is no connection waits until every known server has been tried once
 * more and fails with CONNECTIONLOSS then. A call whose connection breaks fails with
 * CONNECTIONLOSS, its fate unknown. Replies and events are delivered in the order of the wire; the
 * listener runs on the reader thread and must not call the session. Source: spec client-protocol
 * sections 3, 4, 9, 10 and 16.
 */
public final class Session implements AutoCloseable {

    private static final int XID_EVENT = -1;
    private static final int XID_AUTH = -4;
    private static final long CLOSE_WAIT_MILLIS = 2_000;

    private final ConnectString where;
    private final SessionSettings settings;
    private final Consumer<WatchEvent> listener;
    private final Servers servers;
    private final Thread reader = new Thread(this::run, "shell-session");
    private final WatchBook watches = new WatchBook();
    private final Ticket ticket = new Ticket();
    private final AtomicReference<Status> status = new AtomicReference<>(Status.CONNECTING);

    private volatile boolean ownsEphemerals;

    /** Set before the session is closed: that the connection then ends is no loss. */
    private volatile boolean closing;

    /**
     * Held while a frame is numbered and written, so that the wire has the order of the numbers.
     * Taken before {@link #lock}.
     */
    private final ReentrantLock sending = new ReentrantLock();

    /**
     * Guards the state; never held over the writing of a call, because the reader needs it to take
     * the replies.
     */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final ArrayDeque<Call> pending = new ArrayDeque<>();
    private final List<JuteWriter> credentials = new ArrayList<>();
    private @Nullable Link link;
    private int lastXid;
    private long failedRounds;

    // Reader thread only.
    private long lastZxid;

    private Session(ConnectString where, SessionSettings settings, Consumer<WatchEvent> listener) {
        this.where = where;
        this.settings = settings;
        this.listener = listener;
        this.servers = new Servers(where, settings);
        reader.setDaemon(true);
    }

    /** Starts a session; it connects in the background. */
    public static Session open(
            ConnectString where, SessionSettings settings, Consumer<WatchEvent> listener) {
        Session session = new Session(where, settings, listener);
        session.reader.start();
        return session;
    }

    /** Where the session stands. */
    @SuppressWarnings("NullAway") // it always has one
    public Status status() {
        return status.get();
    }

    /** Whether an ephemeral node was created in this session. */
    public boolean ownsEphemerals() {
        return ownsEphemerals;
    }

    void createdEphemeral() {
        ownsEphemerals = true;
    }

    ConnectString where() {
        return where;
    }

    WatchBook watches() {
        return watches;
    }

    /**
     * Waits until the session is connected. False if it is not within {@code timeoutMillis} or has
     * ended.
     */
    public boolean awaitConnected(long timeoutMillis) throws InterruptedException {
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lockInterruptibly();
        try {
            while (status() == Status.CONNECTING && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return status().isConnected();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds credentials to this connection and all later ones. Not answered: refusal ends the
     * session with AUTH_FAILED.
     */
    public void authenticate(String scheme, byte @Nullable [] auth) {
        JuteWriter frame =
                new JuteWriter()
                        .int32(XID_AUTH)
                        .int32(OpCode.AUTH)
                        .int32(0)
                        .ustring(scheme)
                        .buffer(auth);
        sending.lock();
        try {
            sendOrBreak(remember(frame), frame);
        } finally {
            sending.unlock();
        }
    }

    /** The link to send new credentials on, or null if the next handshake does it. */
    private @Nullable Link remember(JuteWriter credential) {
        lock.lock();
        try {
            credentials.add(credential);
            return link;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a call, waiting for a connection if there is none; its future completes with the reply,
     * or with the error of a lost one.
     */
    void send(Call call) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            Link open = admit(call);
            if (open != null) {
                sendOrBreak(open, call.frame());
            }
        } finally {
            sending.unlock();
        }
    }

    /** Numbers a call and puts it among the pending ones. Null if it failed instead. */
    private @Nullable Link admit(Call call) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long rounds = failedRounds;
            while (status() == Status.CONNECTING && rounds == failedRounds) {
                changed.await();
            }
            if (!status().isConnected()) {
                call.reply.complete(new Reply(status().refusal(), null));
                return null;
            }
            lastXid = lastXid == Integer.MAX_VALUE ? 1 : lastXid + 1;
            call.number(lastXid);
            pending.add(call);
            return link;
        } finally {
            lock.unlock();
        }
    }

    /** A frame that cannot be sent breaks the connection; the reader notices and does the rest. */
    private static void sendOrBreak(@Nullable Link open, JuteWriter frame) {
        if (open != null) {
            try {
                open.send(frame);
            } catch (IOException e) {
                open.close();
            }
        }
    }

    /** Ends the session on the server, if it can be reached, and here. */
    @Override
    public void close() {
        closing = true;
        try {
            if (isConnected()) {
                Call bye = new Call(OpCode.CLOSE_SESSION, new JuteWriter(0), null);
                send(bye);
                bye.reply
                        .completeOnTimeout(
                                new Reply(ErrorCode.CONNECTION_LOSS, null),
                                CLOSE_WAIT_MILLIS,
                                TimeUnit.MILLISECONDS)
                        .join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (end(Status.CLOSED)) {
            listener.accept(WatchEvent.ofState(WatchEvent.CLOSED));
        }
    }

    /** The event that says so comes a moment before the state, in one go with it. */
    private boolean isConnected() {
        lock.lock();
        try {
            return status().isConnected();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves without closing the session, which lives on with its ephemerals until it expires. */
    public void abandon() {
        end(Status.CLOSED);
    }

    /** Goes to a final state once; everything waiting fails. */
    private boolean end(Status last) {
        lock.lock();
        try {
            if (!status().isAlive()) {
                return false;
            }
            status.set(last);
            dropLink();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void dropLink() {
        if (link != null) {
            link.close();
            link = null;
        }
        while (!pending.isEmpty()) {
            pending.poll().reply.complete(new Reply(status().refusal(), null));
        }
    }

    // ---- reader thread ----

    private void run() {
        while (status().isAlive() && !closing) {
            try (Link fresh = Link.open(servers.next(), settings, servers.connectTimeoutMillis())) {
                if (!shakeHands(fresh)) {
                    continue;
                }
                servers.succeeded();
                serve(fresh);
            } catch (IOException | MalformedRecord e) {
                // The next server is tried; waiting threads see it in the state.
            }
            boolean lost = lostConnection();
            boolean roundFailed = !lost && servers.failed();
            if (lost || roundFailed) {
                pause(servers.pauseMillis(), roundFailed);
            }
        }
    }

    /** Makes or renews the session and brings it up to date. False if it has ended instead. */
    private boolean shakeHands(Link fresh) throws IOException, MalformedRecord {
        boolean renewal = ticket.hasSession();
        fresh.send(ticket.request(lastZxid, settings));
        JuteReader response = fresh.read(servers.connectTimeoutMillis());
        if (response == null) {
            throw new IOException("no answer to the connect request");
        }
        if (!ticket.accept(response)) {
            if (end(Status.CLOSED)) {
                listener.accept(WatchEvent.ofState(WatchEvent.EXPIRED));
            }
            return false;
        }
        lock.lock();
        try {
            if (!status().isAlive()) {
                return false;
            }
            for (JuteWriter credential : credentials) {
                fresh.send(credential);
            }
            if (renewal) {
                SetWatches.send(fresh, lastZxid, watches.lists());
            }
            // Delivered before the callers wake up, so that what they print comes after it.
            listener.accept(WatchEvent.ofState(connectedState()));
            link = fresh;
            status.set(ticket.isOnReadOnlyServer() ? Status.CONNECTEDREADONLY : Status.CONNECTED);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int connectedState() {
        return ticket.isOnReadOnlyServer()
                ? WatchEvent.CONNECTED_READ_ONLY
                : WatchKinds.STATE_SYNC_CONNECTED;
    }

    /**
     * Reads and pings until the connection breaks, the session ends or there is a better server.
     */
    private void serve(Link open) throws IOException, MalformedRecord {
        Heartbeat heartbeat = new Heartbeat(open, ticket.negotiatedTimeoutMillis());
        while (status().isAlive()) {
            JuteReader frame = heartbeat.nextFrame();
            if (frame != null) {
                receive(frame);
            } else if (ticket.isOnReadOnlyServer() && servers.findReadWrite()) {
                return;
            }
        }
    }

    private void receive(JuteReader frame) throws IOException, MalformedRecord {
        int xid = frame.int32();
        long zxid = frame.int64();
        int error = frame.int32();
        if (zxid > 0) {
            lastZxid = Math.max(lastZxid, zxid);
        }
        switch (xid) {
            case XID_EVENT -> event(zxid, frame);
            case Heartbeat.XID, SetWatches.XID -> {
                // Nothing to learn.
            }
            case XID_AUTH -> {
                if (error != ErrorCode.OK && end(Status.AUTH_FAILED)) {
                    listener.accept(WatchEvent.ofState(WatchEvent.AUTH_FAILED));
                }
            }
            default -> reply(xid, error, frame);
        }
    }

    private void event(long zxid, JuteReader frame) throws MalformedRecord {
        int type = frame.int32();
        int state = frame.int32();
        String path = frame.ustring();
        if (path != null && watches.fired(type, path)) {
            listener.accept(new WatchEvent(type, state, where.toUser(path), zxid));
        }
    }

    private void reply(int xid, int error, JuteReader body) throws IOException {
        Call call;
        lock.lock();
        try {
            call = pending.peek();
            if (call == null || call.xid() != xid) {
                throw new IOException("reply " + xid + " out of order");
            }
            pending.poll();
        } finally {
            lock.unlock();
        }
        call.beforeReply(error);
        call.reply.complete(new Reply(error, body));
    }

    /**
     * Notifies the listener that a watch of a call's path has ended. Reader thread, from a call's
     * hook.
     */
    void watchRemoved(int eventType, String serverPath) {
        listener.accept(
                WatchEvent.ofRemoval(eventType, connectedState(), where.toUser(serverPath)));
    }

    /** Back to connecting after a break. False if there was no connection. */
    private boolean lostConnection() {
        lock.lock();
        try {
            if (!status().isConnected()) {
                return false;
            }
            status.set(Status.CONNECTING);
            dropLink();
            if (closing) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        listener.accept(WatchEvent.ofState(WatchEvent.DISCONNECTED));
        return true;
    }

    /**
     * Pauses before the next attempt; when every server has failed, waiting threads give up first.
     */
    private void pause(long millis, boolean roundFailed) {
        lock.lock();
        try {
            if (roundFailed) {
                failedRounds++;
                changed.signalAll();
            }
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (status().isAlive() && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            end(Status.CLOSED);
        } finally {
            lock.unlock();
        }
    }
}
