package io.quorate.shell.client;

import io.quorate.model.OpCode;
import io.quorate.wire.JuteWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers the watches of a session on a new connection, in batches that servers accept. Source:
 * spec client-protocol section 16.
 */
final class SetWatches {

    /** The number of these requests and of their answers. */
    static final int XID = -8;

    private static final int BATCH_BYTES = 128 << 10;

    /** Lists of the older request, which servers without persistent watches know. */
    private static final int OLD_LISTS = 3;

    private SetWatches() {}

    /**
     * Sends nothing if there are no watches.
     *
     * @param lists data, exist, child, persistent, recursive
     */
    static void send(Link link, long relativeZxid, List<List<String>> lists) throws IOException {
        boolean old = lists.subList(OLD_LISTS, lists.size()).stream().allMatch(List::isEmpty);
        List<List<String>> batch = emptyBatch(lists.size());
        int bytes = 0;
        for (int kind = 0; kind < lists.size(); kind++) {
            for (String path : lists.get(kind)) {
                batch.get(kind).add(path);
                bytes += 4 + path.length();
                if (bytes >= BATCH_BYTES) {
                    link.send(request(relativeZxid, batch, old));
                    batch = emptyBatch(lists.size());
                    bytes = 0;
                }
            }
        }
        if (bytes > 0) {
            link.send(request(relativeZxid, batch, old));
        }
    }

    private static List<List<String>> emptyBatch(int kinds) {
        List<List<String>> batch = new ArrayList<>();
        for (int kind = 0; kind < kinds; kind++) {
            batch.add(new ArrayList<>());
        }
        return batch;
    }

    private static JuteWriter request(long relativeZxid, List<List<String>> batch, boolean old) {
        JuteWriter frame =
                new JuteWriter()
                        .int32(XID)
                        .int32(old ? OpCode.SET_WATCHES : OpCode.SET_WATCHES2)
                        .int64(relativeZxid);
        for (List<String> paths : old ? batch.subList(0, OLD_LISTS) : batch) {
            frame.int32(paths.size());
            paths.forEach(frame::ustring);
        }
        return frame;
    }
}
