package io.quorate.conformance.differential;

import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws whole sequences: three sessions in one subtree, with bursts, lost connections, renewals and
 * quotas.
 */
final class SequenceGenerator {
    private static final int SESSIONS = 3;
    private static final int MAX_BURST = 6;

    private SequenceGenerator() {}

    /** A sequence with bursts of pipelined requests. */
    static Sequence of(long seed, int steps) {
        return of(seed, steps, true);
    }

    static Sequence of(long seed, int steps, boolean pipelined) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        String root = "/d" + seed;
        Samples samples = new Samples(random, root);
        CallGenerator calls = new CallGenerator(samples);
        List<Step> plan = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            plan.add(new Step.Open(i));
        }
        plan.add(send(0, create(root, "root")));
        for (int i = 0; i < SESSIONS; i++) {
            if (samples.chance(40)) {
                plan.add(send(i, calls.auth(Samples.USERS.get(i))));
            }
        }
        for (String name : List.of("/a", "/b", "/a/x", "/c")) {
            if (samples.chance(60)) {
                plan.add(
                        send(
                                samples.below(SESSIONS),
                                create(root + name, samples.chance(50) ? name : null)));
            }
        }
        boolean quota = samples.chance(15);
        if (quota) {
            addQuota(plan, root, samples);
        }
        for (int i = 0; i < steps; i++) {
            plan.add(step(samples, calls, pipelined && !quota));
        }
        return new Sequence(seed, root, plan);
    }

    private static Step step(Samples samples, CallGenerator calls, boolean pipelined) {
        int session = samples.below(SESSIONS);
        int draw = samples.below(100);
        if (draw < 90) {
            return new Step.Send(session, burst(samples, calls, pipelined));
        } else if (draw < 93) {
            return new Step.Drop(session);
        } else if (draw < 97) {
            Step.Credentials credentials =
                    samples.chance(60)
                            ? Step.Credentials.RIGHT
                            : samples.pick(Step.Credentials.values());
            return new Step.Renew(session, credentials);
        } else if (draw < 98) {
            return garbage(session, samples);
        }
        return samples.chance(50) ? new Step.Close(session) : new Step.Open(session);
    }

    /**
     * With a quota nothing is pipelined: the reference compares with the applied usage, which then
     * depends on timing.
     */
    private static List<Call> burst(Samples samples, CallGenerator calls, boolean pipelined) {
        int size = pipelined && samples.chance(30) ? 2 + samples.below(MAX_BURST - 1) : 1;
        List<Call> burst = new ArrayList<>();
        while (burst.size() < size) {
            Call call = calls.next();
            if (call.alone()) {
                return burst.isEmpty() ? List.of(call) : burst;
            }
            burst.add(call);
            if (call.opCode() == OpCode.SET_ACL) {
                break; // the reference checks what is pipelined behind it against the old ACL or
                // the new one, as it happens
            }
        }
        return burst;
    }

    private static Step garbage(int session, Samples samples) {
        return switch (samples.below(4)) {
            case 0 -> new Step.Garbage(session, "negative length", new JuteOut().int32(-1).bytes());
            case 1 ->
                    new Step.Garbage(
                            session,
                            "length over the limit",
                            new JuteOut().int32(0x100000).bytes());
            case 2 ->
                    new Step.Garbage(
                            session,
                            "frame of 5 bytes",
                            new JuteOut().int32(5).raw(new byte[5]).bytes());
            default ->
                    new Step.Garbage(
                            session,
                            "HTTP",
                            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    private static void addQuota(List<Step> plan, String root, Samples samples) {
        String target = samples.chance(50) ? root : root + "/a";
        if (samples.chance(70)) {
            plan.add(send(0, create(root + "/a", "12345")));
        }
        StringBuilder path = new StringBuilder("/zookeeper/quota");
        for (String name : target.substring(1).split("/")) {
            plan.add(send(0, create(path.append('/').append(name).toString(), null)));
        }
        String limits =
                samples.pick(
                        "count=3,bytes=-1",
                        "count=-1,bytes=20",
                        "count=-1,bytes=-1=;byteHardLimit=20;countHardLimit=4",
                        "count=2,bytes=10=;byteHardLimit=60;countHardLimit=6",
                        "count=-1,bytes=-1=;countHardLimit=3");
        plan.add(send(0, create(path + "/zookeeper_limits", limits)));
        plan.add(send(0, create(path + "/zookeeper_stats", "count=0,bytes=0")));
    }

    private static Call create(String path, String data) {
        byte[] bytes = data == null ? null : data.getBytes(StandardCharsets.UTF_8);
        JuteOut body =
                AclSample.write(new JuteOut().string(path).buffer(bytes), List.of(AclSample.OPEN))
                        .int32(0);
        return Call.of(OpCode.CREATE, "create " + path + " " + data, body);
    }

    private static Step send(int session, Call call) {
        return new Step.Send(session, List.of(call));
    }
}
