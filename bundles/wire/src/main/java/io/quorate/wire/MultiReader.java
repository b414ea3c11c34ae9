package io.quorate.wire;

import io.quorate.model.CreateFlags;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the body of a multi, all of it or some parts at a time: one of a megabyte takes
 * milliseconds. Not thread-safe. Source: spec client-protocol section 8.2.
 */
public final class MultiReader {

    private final JuteReader body;
    private final List<Request.Write> parts = new ArrayList<>();
    private boolean lacksPath;

    /**
     * @param body stands at the header of the first part; nobody else moves it until all is read
     */
    public MultiReader(JuteReader body) {
        this.body = body;
    }

    /**
     * Decodes up to so many parts; false when none is left.
     *
     * @throws MalformedRecord the multi as a whole is malformed; nothing is to be read any more
     */
    public boolean read(int most) throws MalformedRecord {
        for (int done = 0; done < most; done++) {
            int op = MultiHeader.read(body);
            if (op == MultiHeader.END) {
                if (lacksPath) {
                    throw new MalformedRecord("null path in a multi");
                }
                return false;
            }
            Znode path = body.path();
            // Reported last, as other faults decide whether the multi is numbered.
            lacksPath |= path == null;
            Request.Write part = RequestCodec.write(op, path, body);
            parts.add(part instanceof Request.Create create ? asFlagsSay(create) : part);
        }
        return true;
    }

    /** The multi, once all parts are decoded. */
    public Request.Multi multi() {
        return new Request.Multi(parts);
    }

    /** The multi, all its parts decoded in one go. */
    Request.Multi whole() throws MalformedRecord {
        while (read(Integer.MAX_VALUE)) {
            // until nothing is left
        }
        return multi();
    }

    /**
     * In a multi the flags decide what is created; only the TTL record may carry flags that make no
     * sense, they are judged later.
     */
    private static Request.Create asFlagsSay(Request.Create create) throws MalformedRecord {
        int flags = create.flags();
        boolean isTtl = create.op() == OpCode.CREATE_TTL;
        if (!CreateFlags.isKnown(flags) || CreateFlags.isTtl(flags)) {
            if (isTtl) {
                return create;
            }
            throw new MalformedRecord("create flags in a multi");
        }
        if (create.acl() == null && !isTtl) {
            throw MalformedRecord.unnumbered("null ACL in a multi");
        }
        int op =
                flags == CreateFlags.CONTAINER
                        ? OpCode.CREATE_CONTAINER
                        : isTtl ? OpCode.CREATE : create.op();
        return op == create.op()
                ? create
                : new Request.Create(
                        op, create.path(), create.data(), create.acl(), flags, RequestCodec.NONE);
    }
}
