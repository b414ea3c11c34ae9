package io.quorate.config;

/** The port on which followers serve observers, which not every consensus can. */
final class MasterPort {

    private static final String KEY = "observerMasterPort";

    /** A consensus whose observers follow the leader only. */
    private static final String WITHOUT_MASTERS = "multi-paxos";

    private MasterPort() {}

    /** Refuses the port where nobody would listen on it and observers would wait in vain. */
    static void check(Settings settings, String consensus) throws ConfigurationException {
        if (consensus.equals(WITHOUT_MASTERS) && settings.number(KEY) != 0) {
            throw settings.complaint(
                    KEY,
                    KEY
                            + " is set, but with quorate.consensus="
                            + consensus
                            + " observers follow the leader only: leave it out");
        }
    }
}
