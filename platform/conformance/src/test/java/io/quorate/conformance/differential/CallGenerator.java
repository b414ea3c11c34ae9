package io.quorate.conformance.differential;

import static io.quorate.conformance.differential.Samples.text;
import static io.quorate.conformance.differential.Samples.visible;

import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws single requests.
 *
 * <p>Never drawn, because the reference misbehaves there and we deviate on purpose (semantics,
 * section 19): opcode 21 with a non-TTL flag and a negative ttl (ends the reference server),
 * opcodes -10 and 20 (the reference executes them), malformed quota text.
 */
final class CallGenerator {
    private static final int MULTI_END = -1;
    private final Samples samples;

    CallGenerator(Samples samples) {
        this.samples = samples;
    }

    Call next() {
        int draw = samples.below(100);
        if (draw < 45) {
            return write();
        } else if (draw < 75) {
            return read();
        } else if (draw < 92) {
            return watching();
        }
        return samples.chance(50) ? control() : malformed(samples.chance(50) ? write() : read());
    }

    private Call write() {
        return switch (samples.below(14)) {
            case 0, 1, 2 ->
                    create(samples.pick(OpCode.CREATE, OpCode.CREATE2), samples.createFlags());
            case 3 -> create(OpCode.CREATE_CONTAINER, samples.pick(4, 4, 4, 4, 0, 2));
            case 4 -> createTtl();
            case 5, 6 -> delete();
            case 7, 8, 9 -> setData();
            case 10, 11 -> setAcl();
            default -> multi();
        };
    }

    Call create(int opCode, int flags) {
        String path = flags == 1 ? samples.ephemeralPath() : samples.ownPath();
        byte[] data = samples.data();
        List<AclSample> acl = samples.acl();
        JuteOut body = AclSample.write(new JuteOut().string(path).buffer(data), acl).int32(flags);
        return Call.of(
                opCode,
                name(opCode)
                        + " "
                        + visible(path)
                        + " "
                        + text(data)
                        + " flags "
                        + flags
                        + " acl "
                        + AclSample.text(acl),
                body);
    }

    private Call createTtl() {
        String path = samples.ownPath();
        int flags = samples.pick(5, 5, 5, 6, 6, 0, 2);
        long ttl =
                samples.pick(
                        1_000_000L,
                        3_600_000L,
                        1L << 39,
                        0xffffffffffL,
                        0x10000000000L,
                        0L,
                        Long.MAX_VALUE,
                        -1L,
                        -5L);
        if (flags < 5 && ttl < 0) {
            ttl = 1_000_000; // deviation: the reference server would end here
        }
        if (ttl < 1_000_000 && ttl > 0) {
            ttl = 1_000_000;
        }
        JuteOut body =
                AclSample.write(new JuteOut().string(path).buffer(null), samples.acl())
                        .int32(flags)
                        .int64(ttl);
        return Call.of(
                OpCode.CREATE_TTL,
                "createTTL " + visible(path) + " flags " + flags + " ttl " + ttl,
                body);
    }

    private Call delete() {
        String path = samples.path();
        int version = samples.version();
        return Call.of(
                OpCode.DELETE,
                "delete " + visible(path) + " version " + version,
                new JuteOut().string(path).int32(version));
    }

    private Call setData() {
        String path = samples.ownBusyPath();
        byte[] data = samples.data();
        int version = samples.version();
        JuteOut body = new JuteOut().string(path).buffer(data).int32(version);
        return Call.of(
                OpCode.SET_DATA,
                "setData " + visible(path) + " " + text(data) + " version " + version,
                body);
    }

    private Call setAcl() {
        String path = samples.ownPath();
        List<AclSample> acl = samples.changedAcl();
        int version = samples.version();
        JuteOut body = AclSample.write(new JuteOut().string(path), acl).int32(version);
        return Call.of(
                OpCode.SET_ACL,
                "setACL " + visible(path) + " " + AclSample.text(acl) + " version " + version,
                body);
    }

    private Call check() {
        String path = samples.path();
        int version = samples.version();
        return Call.of(
                OpCode.CHECK,
                "check " + visible(path) + " version " + version,
                new JuteOut().string(path).int32(version));
    }

    private Call multi() {
        boolean reads = samples.chance(25);
        List<Call> parts = new ArrayList<>();
        for (int i = samples.below(5); i > 0; i--) {
            parts.add(samples.chance(3) ? read() : reads ? multiReadPart() : multiPart());
        }
        int opCode = reads ? OpCode.MULTI_READ : OpCode.MULTI;
        JuteOut body = new JuteOut();
        for (Call part : parts) {
            body.int32(part.opCode()).bool(false).int32(-1).raw(part.body().apply(0));
        }
        body.int32(MULTI_END).bool(true).int32(-1);
        return Call.of(opCode, name(opCode) + " " + parts, body);
    }

    private Call multiPart() {
        return switch (samples.below(10)) {
            case 0, 1, 2, 3 ->
                    create(
                            samples.pick(OpCode.CREATE, OpCode.CREATE2),
                            samples.pick(0, 0, 0, 1, 2, 3, 4, 7));
            case 4 -> create(OpCode.CREATE_CONTAINER, 4);
            case 5 -> createTtl();
            case 6 -> delete();
            case 7, 8 -> setData();
            default -> check();
        };
    }

    private Call multiReadPart() {
        return pathAndWatch(samples.pick(OpCode.GET_DATA, OpCode.GET_CHILDREN));
    }

    private Call read() {
        return switch (samples.below(12)) {
            case 0, 1 -> pathAndWatch(OpCode.EXISTS);
            case 2, 3, 4 -> pathAndWatch(OpCode.GET_DATA);
            case 5 -> pathAndWatch(OpCode.GET_CHILDREN);
            case 6, 7 -> pathAndWatch(OpCode.GET_CHILDREN2);
            case 8 -> pathOnly(OpCode.GET_ACL);
            case 9 -> pathOnly(OpCode.GET_ALL_CHILDREN_NUMBER);
            case 10 -> pathOnly(OpCode.GET_EPHEMERALS);
            default -> pathOnly(OpCode.SYNC);
        };
    }

    private Call pathAndWatch(int opCode) {
        String path = samples.chance(50) ? samples.busyPath() : samples.path();
        boolean watch = samples.chance(50);
        String text = name(opCode) + " " + visible(path) + (watch ? " watch" : "");
        return Call.of(opCode, text, new JuteOut().string(path).bool(watch));
    }

    private Call pathOnly(int opCode) {
        String path = samples.path();
        return Call.of(opCode, name(opCode) + " " + visible(path), new JuteOut().string(path));
    }

    private Call watching() {
        return switch (samples.below(10)) {
            case 0, 1, 2 -> pathAndNumber(OpCode.ADD_WATCH, samples.pick(0, 0, 1, 1, 1, 2, -1));
            case 3 -> pathAndNumber(OpCode.CHECK_WATCHES, samples.pick(1, 2, 3, 4, 5, 0, 6));
            case 4, 5 -> pathAndNumber(OpCode.REMOVE_WATCHES, samples.pick(1, 2, 3, 4, 5, 0, 6));
            case 6 -> setWatches();
            default ->
                    pathAndWatch(
                            samples.pick(
                                    OpCode.EXISTS,
                                    OpCode.GET_DATA,
                                    OpCode.GET_CHILDREN,
                                    OpCode.GET_CHILDREN2));
        };
    }

    private Call pathAndNumber(int opCode, int number) {
        String path = samples.busyPath();
        return Call.of(
                opCode,
                name(opCode) + " " + visible(path) + " " + number,
                new JuteOut().string(path).int32(number));
    }

    Call setWatches() {
        int lists = samples.chance(50) ? 3 : 5;
        JuteOut vectors = new JuteOut();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lists; i++) {
            List<String> paths = new ArrayList<>();
            for (int j = samples.below(4); j > 0; j--) {
                String path = samples.path();
                paths.add(path == null ? "" : path);
            }
            if (i == 0
                    && samples.chance(
                            2)) { // a later null list is refused after the lists before it have had
                // their effect
                vectors.int32(-1);
                text.append(" null");
                continue;
            }
            vectors.int32(paths.size());
            paths.forEach(vectors::string);
            text.append(' ').append(paths.stream().map(Samples::visible).toList());
        }
        byte[] tail = vectors.bytes();
        int from = samples.below(3);
        int opCode = lists == 3 ? OpCode.SET_WATCHES : OpCode.SET_WATCHES2;
        return new Call(
                opCode,
                name(opCode)
                        + " since "
                        + List.of("0", "last seen", "the end of time").get(from)
                        + text,
                seen ->
                        new JuteOut()
                                .int64(from == 0 ? 0 : from == 1 ? seen : Long.MAX_VALUE)
                                .raw(tail)
                                .bytes(),
                false);
    }

    Call auth(String credentials) {
        JuteOut body =
                new JuteOut()
                        .int32(0)
                        .string("digest")
                        .buffer(credentials.getBytes(StandardCharsets.UTF_8));
        return Call.alone(OpCode.AUTH, "auth digest " + credentials, body);
    }

    private Call control() {
        return switch (samples.below(12)) {
            case 0, 1, 2, 3 -> auth(samples.pick(Samples.USERS));
            case 4 -> auth(samples.pick("nocolon", ":", "", "super:wrong"));
            case 5, 6 -> Call.of(OpCode.WHO_AM_I, "whoAmI", new JuteOut());
            case 7 -> Call.of(OpCode.PING, "ping", new JuteOut());
            case 8 ->
                    Call.alone(
                            OpCode.AUTH,
                            "auth with a bad scheme",
                            new JuteOut()
                                    .int32(0)
                                    .string(
                                            samples.pick(
                                                    "unknown", "super", "world", "sasl", "x509",
                                                    "auth", null))
                                    .buffer(new byte[1]));
            case 9 ->
                    Call.alone(
                            OpCode.AUTH,
                            "auth ip",
                            new JuteOut().int32(7).string("ip").buffer(null));
            case 10 ->
                    Call.of(
                            OpCode.RECONFIG,
                            "reconfig",
                            new JuteOut()
                                    .string("server.9=127.0.0.1:1:2;3")
                                    .string(null)
                                    .string(null)
                                    .int64(-1));
            default -> unknown();
        };
    }

    private Call unknown() {
        int opCode = samples.pick(10, 13, 23, 99, 108, -1, 0, -2, 1000, Integer.MIN_VALUE);
        return Call.alone(opCode, "opcode " + opCode, new JuteOut().string(samples.path()));
    }

    private Call malformed(Call call) {
        byte[] body = call.body().apply(0);
        if (samples.chance(20)) {
            return Call.of(
                    call.opCode(),
                    call.text() + " with trailing bytes",
                    new JuteOut().raw(body).int32(samples.below(1000)));
        }
        int length = samples.below(Math.max(1, body.length));
        return Call.of(
                call.opCode(),
                call.text() + " cut to " + length + " of " + body.length + " bytes",
                new JuteOut().raw(Arrays.copyOf(body, length)));
    }

    static String name(int opCode) {
        return switch (opCode) {
            case OpCode.CREATE -> "create";
            case OpCode.CREATE2 -> "create2";
            case OpCode.CREATE_CONTAINER -> "createContainer";
            case OpCode.EXISTS -> "exists";
            case OpCode.GET_DATA -> "getData";
            case OpCode.GET_CHILDREN -> "getChildren";
            case OpCode.GET_CHILDREN2 -> "getChildren2";
            case OpCode.GET_ACL -> "getACL";
            case OpCode.SYNC -> "sync";
            case OpCode.GET_ALL_CHILDREN_NUMBER -> "getAllChildrenNumber";
            case OpCode.GET_EPHEMERALS -> "getEphemerals";
            case OpCode.ADD_WATCH -> "addWatch";
            case OpCode.CHECK_WATCHES -> "checkWatches";
            case OpCode.REMOVE_WATCHES -> "removeWatches";
            case OpCode.SET_WATCHES -> "setWatches";
            case OpCode.SET_WATCHES2 -> "setWatches2";
            case OpCode.MULTI -> "multi";
            case OpCode.MULTI_READ -> "multiRead";
            default -> "opcode " + opCode;
        };
    }
}
