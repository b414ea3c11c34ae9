package io.quorate.conformance.differential;

import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;

/** Sequences of the differential generator as a way to fill a server with everything there is. */
public final class Workload {
    /** Credentials of the super user in {@link #superDigest()}. */
    public static final String SUPER = SequenceRunner.SUPER;

    private Workload() {}

    /** Value of {@code DigestAuthenticationProvider.superDigest} for {@link #SUPER}. */
    public static String superDigest() {
        return Samples.digestId(SUPER);
    }

    /**
     * Runs sequences of the given seeds without removing their nodes. Sessions are closed;
     * ephemerals therefore gone.
     *
     * @param port of a server that was started with {@link #superDigest()}
     */
    public static void run(int port, long firstSeed, int sequences, int steps) throws IOException {
        try (SequenceRunner runner = new SequenceRunner(port)) {
            for (long seed = firstSeed; seed < firstSeed + sequences; seed++) {
                runner.leaveNodes(SequenceGenerator.of(seed, steps));
            }
        }
    }

    /**
     * A session with an ephemeral node, left open: its connection is closed, the session is not.
     */
    public static RawSession ephemeralOwner(int port, String path) throws IOException {
        RawSession session = RawSession.open(port, 40_000);
        int error = session.call(Requests.create(1, path, new byte[] {1}, 1));
        if (error != 0) {
            throw new IOException("create " + path + ": " + error);
        }
        return session;
    }
}
