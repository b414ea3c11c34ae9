package io.quorate.conformance.robustness;

import io.quorate.bench.JuteOut;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.zip.CRC32C;

/**
 * A link to the leader of an ensemble with multi-paxos, by somebody who knows the protocol. Source:
 * spec multi-paxos section 9.
 */
final class PaxosStranger implements AutoCloseable {
    static final int MAGIC = 0x4d505831;
    static final int HELLO = 1;
    static final int PREPARE = 2;
    static final int PROMISE = 3;
    static final int PROBE = 7;
    static final int PROBED = 8;
    static final int ACCEPTED = 14;
    static final int EPOCH_START = 18;
    static final int SERVE = 19;
    static final int BEAT_ANSWER = 21;
    static final int SUBMIT = 22;
    static final int SYNC = 23;
    static final int REVALIDATE = 25;

    private static final int LAST_ANSWER_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** Says who it is, and has promised nothing. */
    PaxosStranger(int port, long name, boolean observer) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LAST_ANSWER_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        say(preamble(1, 0, name));
        say(hello(observer, 0));
    }

    static byte[] preamble(int version, long cluster, long server) {
        byte[] fields =
                new JuteOut().int32(MAGIC).raw((byte) version).int64(cluster).int64(server).bytes();
        return new JuteOut().raw(fields).int32(checksum(fields)).bytes();
    }

    static byte[] frame(int version, int type, JuteOut fields) {
        byte[] body = new JuteOut().raw((byte) version, (byte) type).raw(fields.bytes()).bytes();
        return new JuteOut().int32(body.length + 4).int32(checksum(body)).raw(body).bytes();
    }

    static byte[] hello(boolean observer, long promised) {
        return frame(
                1,
                HELLO,
                new JuteOut()
                        .raw((byte) (observer ? 1 : 0))
                        .int64(promised)
                        .int64(Long.MIN_VALUE)
                        .int64(0));
    }

    static byte[] promise(long epoch, long accepted, long last, long chosen, boolean tree) {
        return frame(
                1,
                PROMISE,
                new JuteOut()
                        .int64(epoch)
                        .int64(accepted)
                        .int64(last)
                        .int64(chosen)
                        .raw((byte) 1, (byte) (tree ? 1 : 0)));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    void say(byte[] what) throws IOException {
        out.write(what);
    }

    void say(int type, JuteOut fields) throws IOException {
        say(frame(1, type, fields));
    }

    /** The next message: its type, and its fields if they are short. */
    private int next(byte[] fields) throws IOException {
        int length = in.readInt();
        in.readInt();
        byte[] body = in.readNBytes(length - 4);
        System.arraycopy(body, 2, fields, 0, Math.min(fields.length, body.length - 2));
        return body[1];
    }

    /** Reads until a message of that type has come, and answers probes. */
    void await(int type) throws IOException {
        byte[] fields = new byte[Long.BYTES];
        for (int came = next(fields); came != type; came = next(fields)) {
            if (came == PROBE) {
                say(PROBED, new JuteOut().int64(0));
            }
        }
    }

    /** Takes part in a ballot until it is in step, as one that has nothing. */
    void join(long epoch) throws IOException {
        await(PREPARE);
        say(promise(epoch, 0, 0, 0, true));
        await(EPOCH_START);
        say(ACCEPTED, new JuteOut().int64(epoch << 32));
        await(SERVE);
    }

    OutputStream out() {
        return out;
    }

    /** Takes whatever comes, until there is no more. */
    void listen() {
        try {
            awaitEnd();
        } catch (IOException over) {
            // either side has closed the link
        }
    }

    /** Reads until the other side closes, or for as long as it may be silent. */
    void awaitEnd() throws IOException {
        byte[] any = new byte[4096];
        while (in.read(any) >= 0) {
            // goes on until the end
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
