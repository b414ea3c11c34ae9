package io.quorate.tools;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Prints each znode as it comes. */
final class SnapshotText implements SnapshotSink {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.US);

    private final PrintWriter out;
    private final boolean withData;

    SnapshotText(PrintWriter out, boolean withData) {
        this.out = out;
        this.withData = withData;
    }

    @Override
    public void session(long sessionId, int timeoutMillis) {
        // shown at the end, with the number of its ephemeral znodes
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        // not shown
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) {
        String name = new String(path, from, to - from, StandardCharsets.UTF_8);
        out.println("----");
        out.println(name.isEmpty() ? "/" : TxnText.printable(name));
        out.println("  cZxid = " + hex(node.czxid));
        out.println("  ctime = " + time(node.ctimeMillis));
        out.println("  mZxid = " + hex(node.mzxid));
        out.println("  mtime = " + time(node.mtimeMillis));
        out.println("  pZxid = " + hex(node.pzxid));
        out.println("  cversion = " + node.cversion);
        out.println("  dataVersion = " + node.version);
        out.println("  aclVersion = " + node.aversion);
        out.println("  ephemeralOwner = " + hex(node.ephemeralOwner));
        int length = Math.max(0, node.dataLength);
        if (withData) {
            byte[] data =
                    length == 0
                            ? new byte[0]
                            : Arrays.copyOfRange(
                                    node.data, node.dataOffset, node.dataOffset + length);
            out.println("  data = " + Base64.getEncoder().encodeToString(data));
        } else {
            out.println("  dataLength = " + length);
        }
    }

    private static String hex(long number) {
        return String.format("0x%014x", number);
    }

    private static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }
}
