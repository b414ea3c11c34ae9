package io.quorate.tools;

import io.quorate.model.AclEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One transaction as a line for people, in the order of fields that ZooKeeper's tool has. */
final class TxnText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("M/d/yy, h:mm:ss a z", Locale.US);

    private TxnText() {}

    static String of(byte[] payload) {
        try {
            LoggedTxn logged = TxnCodec.decode(payload);
            return header(logged.header()) + ' ' + name(logged.txn()) + body(logged.txn());
        } catch (MalformedRecord e) {
            return "malformed transaction: " + e.getMessage();
        }
    }

    private static String header(TxnHeader header) {
        return TIME.format(Instant.ofEpochMilli(header.timeMillis()).atZone(ZoneId.systemDefault()))
                + " session 0x"
                + Long.toHexString(header.sessionId())
                + " cxid 0x"
                + Integer.toHexString(header.cxid())
                + " zxid 0x"
                + Long.toHexString(header.zxid());
    }

    private static String name(Txn txn) {
        return OpCode.name(txn.type());
    }

    private static String body(Txn txn) {
        return switch (txn) {
            case Txn.Create create ->
                    " "
                            + create.path()
                            + ","
                            + text(create.data())
                            + ","
                            + acl(create.acl())
                            + (create.type() == OpCode.CREATE_CONTAINER
                                            || create.type() == OpCode.CREATE_TTL
                                    ? ""
                                    : "," + create.ephemeral())
                            + ","
                            + create.parentCversion()
                            + (create.type() == OpCode.CREATE_TTL ? "," + create.ttlMillis() : "");
            case Txn.Delete delete -> " " + delete.path();
            case Txn.SetData set -> " " + set.path() + "," + text(set.data()) + "," + set.version();
            case Txn.SetAcl set -> " " + set.path() + "," + acl(set.acl()) + "," + set.version();
            case Txn.Check check -> " " + check.path() + "," + check.version();
            case Txn.Refused refused -> " " + refused.error();
            case Txn.Multi multi ->
                    multi.parts().stream()
                            .map(part -> name(part) + body(part))
                            .collect(Collectors.joining(";", " ", ""));
            case Txn.CreateSession session -> " " + session.timeoutMillis();
            case Txn.CloseSession close ->
                    close.ephemerals() == null ? "" : " " + close.ephemerals();
        };
    }

    private static String text(byte @Nullable [] data) {
        return data == null ? "" : printable(new String(data, StandardCharsets.UTF_8));
    }

    /** What comes from clients goes to a terminal: control characters become escapes. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (Character.isISOControl(character)) {
                clean.append(String.format("\\u%04x", (int) character));
            } else {
                clean.append(character);
            }
        }
        return clean.toString();
    }

    private static String acl(List<AclEntry> entries) {
        if (entries == null) {
            return "[]";
        }
        return entries.stream()
                .map(
                        entry ->
                                entry.who().scheme()
                                        + ":"
                                        + printable(entry.who().id())
                                        + ":"
                                        + entry.permissions())
                .collect(Collectors.joining(";", "[", "]"));
    }
}
