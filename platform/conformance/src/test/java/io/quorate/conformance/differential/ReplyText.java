package io.quorate.conformance.differential;

import static io.quorate.conformance.differential.Samples.visible;

import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Decodes reply bodies into lines that are equal when the servers behave alike: zxids relative,
 * times checked and left out.
 */
final class ReplyText {
    private static final int MULTI_READ_BODY_DEVIATION =
            OpCode.MULTI_READ; // semantics 19: no body in the error reply of an invalid multi-read
    private final Normal normal;

    ReplyText(Normal normal) {
        this.normal = normal;
    }

    String body(int opCode, int error, JuteIn in) {
        if (error != 0) {
            return in.remaining() == 0 || opCode == MULTI_READ_BODY_DEVIATION
                    ? ""
                    : " and " + in.remaining() + " bytes";
        }
        try {
            String text = success(opCode, in);
            return in.remaining() == 0 ? text : text + " and " + in.remaining() + " more bytes";
        } catch (BufferUnderflowException e) {
            return " reply ends early";
        }
    }

    private String success(int opCode, JuteIn in) {
        return switch (opCode) {
            case OpCode.CREATE, OpCode.SYNC -> " " + visible(in.string());
            case OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL ->
                    " " + visible(in.string()) + " " + stat(in);
            case OpCode.EXISTS, OpCode.SET_DATA, OpCode.SET_ACL -> " " + stat(in);
            case OpCode.GET_DATA -> " " + Samples.text(in.buffer()) + " " + stat(in);
            case OpCode.GET_CHILDREN, OpCode.GET_EPHEMERALS -> " " + sorted(in);
            case OpCode.GET_CHILDREN2 -> " " + sorted(in) + " " + stat(in);
            case OpCode.GET_ACL -> " " + acl(in) + " " + stat(in);
            case OpCode.GET_ALL_CHILDREN_NUMBER, OpCode.ADD_WATCH -> " " + in.int32();
            case OpCode.WHO_AM_I -> " " + pairs(in);
            case OpCode.MULTI, OpCode.MULTI_READ -> multi(in);
            default -> "";
        };
    }

    private String multi(JuteIn in) {
        StringBuilder text = new StringBuilder();
        while (true) {
            int type = in.int32();
            boolean done = in.bool();
            int error = in.int32();
            if (done) {
                return text.append(" end ").append(type).append('/').append(error).toString();
            }
            text.append(" [").append(type).append(" err ").append(error);
            if (type == -1) {
                text.append(" body ").append(in.int32());
            } else {
                text.append(success(type, in));
            }
            text.append(']');
        }
    }

    private static String sorted(JuteIn in) {
        List<String> names = in.strings();
        if (names == null) {
            return "null";
        }
        Collections.sort(names);
        return visible(names.toString());
    }

    /**
     * The ids an {@code auth} entry stands for are a set in the reference: runs of digest entries
     * of equal rights are sorted.
     */
    private static String acl(JuteIn in) {
        List<String> entries = new ArrayList<>();
        for (int i = in.int32(); i > 0; i--) {
            String entry = in.int32() + ":" + in.string() + ":" + in.string();
            int at = entries.size();
            String kind =
                    entry.substring(0, entry.lastIndexOf(':', entry.lastIndexOf(':') - 1) + 1);
            while (kind.endsWith(":digest:")
                    && at > 0
                    && entries.get(at - 1).startsWith(kind)
                    && entries.get(at - 1).compareTo(entry) > 0) {
                at--;
            }
            entries.add(at, entry);
        }
        return entries.toString();
    }

    private static String pairs(JuteIn in) {
        List<String> entries = new ArrayList<>();
        for (int i = in.int32(); i > 0; i--) {
            entries.add(in.string() + ":" + in.string());
        }
        Collections.sort(entries); // kept in a set by the reference
        return entries.toString();
    }

    private String stat(JuteIn in) {
        long created = in.int64();
        long modified = in.int64();
        String createdTime = normal.time(created, in.int64());
        String modifiedTime = normal.time(modified, in.int64());
        return "{c "
                + normal.zxid(created)
                + createdTime
                + " m "
                + normal.zxid(modified)
                + modifiedTime
                + " v "
                + in.int32()
                + " cv "
                + in.int32()
                + " av "
                + in.int32()
                + " owner "
                + normal.owner(in.int64())
                + " len "
                + in.int32()
                + " children "
                + in.int32()
                + " p "
                + normal.zxid(in.int64())
                + "}";
    }
}
