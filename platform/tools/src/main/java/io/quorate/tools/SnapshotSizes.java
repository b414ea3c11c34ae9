package io.quorate.tools;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names and sizes of the znodes, in the JSON that the disk usage viewer ncdu reads. */
final class SnapshotSizes implements SnapshotSink {

    private static final int FIRST_INODE = 1001;

    /** Below its parent, before its parent's next sibling: a slash is less than all else. */
    private static final Comparator<String> DEPTH_FIRST =
            Comparator.comparing(path -> path.replace('/', '\0'));

    private final TreeMap<String, Integer> sizes = new TreeMap<>(DEPTH_FIRST);
    private int inode = FIRST_INODE;

    @Override
    public void session(long sessionId, int timeoutMillis) {
        // not shown
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        // not shown
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) {
        sizes.put(
                new String(path, from, to - from, StandardCharsets.UTF_8),
                Math.max(0, node.dataLength));
    }

    void print(PrintWriter out) {
        out.print(
                "[1,0,{\"progname\":\"SnapshotFormatter.java\",\"progver\":\"0.01\",\"timestamp\":"
                        + System.currentTimeMillis()
                        + "}");
        Deque<String> open = new ArrayDeque<>();
        for (Map.Entry<String, Integer> entry : sizes.entrySet()) {
            String path = entry.getKey();
            while (!open.isEmpty() && !path.startsWith(open.peek() + "/")) {
                close(open, out);
            }
            String name = path.isEmpty() ? "/" : path.substring(path.lastIndexOf('/') + 1);
            out.print(
                    (hasChildren(path) ? ",[" : ",")
                            + "{\"name\":\""
                            + escaped(name)
                            + "\",\"asize\":"
                            + entry.getValue()
                            + ",\"dsize\":"
                            + entry.getValue()
                            + ",\"dev\":0,\"ino\":"
                            + inode++
                            + "}");
            if (hasChildren(path)) {
                open.push(path);
            }
        }
        while (!open.isEmpty()) {
            close(open, out);
        }
        out.print("]");
        out.flush();
    }

    private static void close(Deque<String> open, PrintWriter out) {
        open.pop();
        out.print("]");
    }

    private boolean hasChildren(String path) {
        String next = sizes.higherKey(path);
        return next != null && next.startsWith(path + "/");
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        return json.toString();
    }
}
