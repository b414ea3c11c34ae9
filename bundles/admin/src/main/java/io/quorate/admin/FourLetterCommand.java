package io.quorate.admin;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The four-letter commands. Source: spec semantics section 13. */
enum FourLetterCommand {
    CONF(true),
    CONS(true),
    CRST(true),
    DIRS(true),
    DUMP(true),
    ENVI(false),
    GTMK(false),
    RUOK(false),
    STMK(false),
    SRST(true),
    SRVR(true),
    STAT(true),
    WCHC(true),
    WCHP(true),
    WCHS(true),
    MNTR(true),
    ISRO(false),
    HASH(true),
    /** Ours: the leader lets another server lead; eight bytes name it, -1 means any. */
    HAND(false),
    /** What telnet sends when it is interrupted: four bytes that want the connection closed. */
    TELNET_CLOSE(false);

    private static final int TELNET_CLOSE_CODE = 0xfff4fffd;
    private static final Map<Integer, FourLetterCommand> BY_CODE = new HashMap<>();

    static {
        for (FourLetterCommand command : values()) {
            BY_CODE.put(command.code(), command);
        }
    }

    private final boolean needsServing;

    FourLetterCommand(boolean needsServing) {
        this.needsServing = needsServing;
    }

    /** The command with these four bytes, big-endian; null if there is none. */
    static @Nullable FourLetterCommand of(int code) {
        return BY_CODE.get(code);
    }

    /** As typed. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only a server that serves clients answers it. */
    boolean needsServing() {
        return needsServing;
    }

    /** Bytes that follow. */
    int argumentBytes() {
        return this == STMK || this == HAND ? Long.BYTES : 0;
    }

    /** Whether it must be named in the list of allowed commands; {@code *} is not enough. */
    boolean needsItsName() {
        return this == HAND;
    }

    private int code() {
        if (name().length() != 4) {
            return TELNET_CLOSE_CODE;
        }
        byte[] bytes = text().getBytes(StandardCharsets.US_ASCII);
        return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    }
}
