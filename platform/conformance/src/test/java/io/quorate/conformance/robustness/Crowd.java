package io.quorate.conformance.robustness;

import io.quorate.bench.JuteIn;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Very many sessions on one thread: everyone connects, sends the same request, waits for a frame.
 */
final class Crowd implements AutoCloseable {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(120);
    private final List<Member> members = new ArrayList<>();
    private final Selector selector;

    private Crowd() throws IOException {
        selector = Selector.open();
    }

    /** One session with its unread bytes. */
    private static final class Member {
        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(256);
        private int frames;

        Member(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * Opens sessions, all connections started before the first is waited for; answers when every
     * one is established.
     */
    static Crowd connect(int port, int size, int sessionTimeoutMillis) throws IOException {
        Crowd crowd = new Crowd();
        byte[] connect = Requests.connect(0, sessionTimeoutMillis, 0, RawSession.NO_PASSWORD);
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Member member = new Member(channel);
            crowd.members.add(member);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.register(crowd.selector, SelectionKey.OP_CONNECT, member);
        }
        crowd.await(1, connect);
        return crowd;
    }

    int size() {
        return members.size();
    }

    /** Sends a request on every session. */
    void send(byte[] request) throws IOException {
        for (Member member : members) {
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                member.channel.write(bytes);
            }
        }
    }

    /** Waits until every session has got as many more frames. */
    void await(int frames) throws IOException {
        await(frames, null);
    }

    private void await(int frames, byte[] whenConnected) throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        int[] ready = {0};
        IOException[] failure = {null};
        for (Member member : members) {
            ready[0] += member.frames >= frames ? 1 : 0;
        }
        while (ready[0] < members.size()) {
            selector.select(
                    key -> {
                        Member member = (Member) key.attachment();
                        try {
                            int had = member.frames;
                            if (key.isConnectable()) {
                                member.channel.finishConnect();
                                member.channel.write(ByteBuffer.wrap(whenConnected));
                                key.interestOps(SelectionKey.OP_READ);
                            } else {
                                read(member);
                            }
                            ready[0] += had < frames && member.frames >= frames ? 1 : 0;
                        } catch (IOException e) {
                            failure[0] = e;
                        }
                    },
                    1000);
            if (failure[0] != null) {
                throw failure[0];
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        ready[0]
                                + " of "
                                + members.size()
                                + " sessions have got "
                                + frames
                                + " frames");
            }
        }
        members.forEach(member -> member.frames -= frames);
    }

    private static void read(Member member) throws IOException {
        if (member.channel.read(member.in) < 0) {
            throw new EOFException("server closed a connection");
        }
        member.in.flip();
        while (member.in.remaining() >= 4
                && member.in.remaining() >= 4 + member.in.getInt(member.in.position())) {
            byte[] frame = new byte[member.in.getInt()];
            member.in.get(frame);
            member.frames++;
            checkError(frame);
        }
        member.in.compact();
    }

    /**
     * Replies and events carry an error at the same place; in a connect response there is part of
     * the session id, which is not negative.
     */
    private static void checkError(byte[] frame) throws IOException {
        JuteIn in = new JuteIn(frame);
        in.int32();
        in.int64();
        int error = in.int32();
        if (frame.length != 37 && error != 0) {
            throw new IOException("error reply " + error);
        }
    }

    @Override
    public void close() throws IOException {
        byte[] close = Requests.close(Integer.MAX_VALUE);
        for (Member member : members) {
            try {
                member.channel.write(ByteBuffer.wrap(close));
            } catch (IOException e) {
                continue; // closed by the server
            } finally {
                member.channel.close();
            }
        }
        selector.close();
    }
}
