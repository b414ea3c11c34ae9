package io.quorate.storage.kit.snapshot;

import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteWriter;
import org.jspecify.annotations.Nullable;

/** The body of a snapshot as arrays of its own, one after another. One thread. */
public final class EncodedBody implements SnapshotBody {

    private final SnapshotEncoder encoder;
    private final JuteWriter out = new JuteWriter();
    private boolean done;

    /** The body of a version, which stays while it is read. */
    public EncodedBody(TreeReader version) {
        encoder = new SnapshotEncoder(version);
    }

    @Override
    public byte @Nullable [] next(int bytesMax) throws StorageException {
        if (done) {
            return null;
        }
        out.reset();
        done = !encoder.encode(out, bytesMax);
        return out.toByteArray();
    }
}
