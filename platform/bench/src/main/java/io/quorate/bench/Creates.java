package io.quorate.bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Creates nodes in the order of their numbers, each once. */
public final class Creates implements Operations {
    private final int count;
    private final int flags;
    private final byte @Nullable [] data;
    private final IntFunction<String> path;
    private int next;

    /** Creates with the given flags (0 persistent, 1 ephemeral …) the nodes named by number. */
    public Creates(int count, byte @Nullable [] data, int flags, IntFunction<String> path) {
        this.count = count;
        this.data = data;
        this.flags = flags;
        this.path = path;
    }

    /** Creates persistent nodes. */
    public Creates(int count, byte @Nullable [] data, IntFunction<String> path) {
        this(count, data, 0, path);
    }

    /** Nodes of a big tree: {@code /load/pNNN/nNNNNNN}, a thousand to a parent. */
    static String treePath(int i) {
        return String.format(Locale.ROOT, "/load/p%03d/n%06d", i % 1000, i / 1000);
    }

    @Override
    public Kind next(ByteBuffer out, int xid) {
        if (next == count) {
            return Kind.NONE;
        }
        out.put(Requests.create(xid, path.apply(next++), data, flags));
        return Kind.WRITE;
    }
}
