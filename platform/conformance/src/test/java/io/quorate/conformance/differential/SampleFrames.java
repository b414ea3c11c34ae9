package io.quorate.conformance.differential;

import io.quorate.bench.Requests;
import java.util.Random;

/** Requests of the differential generator as frames, for tests that damage them. */
public final class SampleFrames {
    private final CallGenerator calls;
    private int xid;

    /** Draws from the given source. */
    public SampleFrames(Random random) {
        calls = new CallGenerator(new Samples(random, "/mutated"));
    }

    /** The next request, length included. */
    public byte[] next() {
        Call call = calls.next();
        return Requests.header(++xid, call.opCode()).raw(call.body().apply(0)).frame();
    }
}
