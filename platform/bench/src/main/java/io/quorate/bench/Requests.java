package io.quorate.bench;

import org.jspecify.annotations.Nullable;

/**
 * Request frames used by load runs and tests, with the frame length, xid first; source: client
 * protocol, sections 3 and 6.
 */
public final class Requests {
    private Requests() {}

    /** A connect request; a zero session id asks for a new session. */
    public static byte[] connect(
            long lastZxidSeen, int timeoutMillis, long sessionId, byte[] password) {
        return new JuteOut()
                .int32(0)
                .int64(lastZxidSeen)
                .int32(timeoutMillis)
                .int64(sessionId)
                .buffer(password)
                .bool(false)
                .frame();
    }

    /** Starts a request: header only. */
    public static JuteOut header(int xid, int opCode) {
        return new JuteOut().int32(xid).int32(opCode);
    }

    /** Create with the open ACL. */
    public static byte[] create(int xid, String path, byte @Nullable [] data, int flags) {
        return header(xid, OpCode.CREATE).raw(openCreate(path, data, flags)).frame();
    }

    /** Body of a create with the open ACL. */
    public static byte[] openCreate(String path, byte @Nullable [] data, int flags) {
        return new JuteOut()
                .string(path)
                .buffer(data)
                .int32(1)
                .int32(31)
                .string("world")
                .string("anyone")
                .int32(flags)
                .bytes();
    }

    public static byte[] getData(int xid, String path, boolean watch) {
        return header(xid, OpCode.GET_DATA).string(path).bool(watch).frame();
    }

    public static byte[] setData(int xid, String path, byte[] data, int version) {
        return header(xid, OpCode.SET_DATA).string(path).buffer(data).int32(version).frame();
    }

    public static byte[] sync(int xid, String path) {
        return header(xid, OpCode.SYNC).string(path).frame();
    }

    public static byte[] ping() {
        return header(-2, OpCode.PING).frame();
    }

    public static byte[] close(int xid) {
        return header(xid, OpCode.CLOSE_SESSION).frame();
    }
}
