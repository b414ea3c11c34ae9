package io.quorate.testkit.module;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.storage.StorageFactory;
import java.util.Objects;

/**
 * The plugins a simulated server is put together from.
 *
 * @param consensus never null
 * @param election null where the consensus needs none
 * @param storage null where a model stands in its place
 */
public record Assembly(
        ConsensusFactory consensus, ElectionFactory election, StorageFactory storage) {

    /** Names an assembly for every test that can run with any. */
    public static final String PROPERTY = "quorate.assembly";

    /** The word for a plugin that is left out. */
    private static final String NONE = "-";

    public Assembly {
        Objects.requireNonNull(consensus);
        if (consensus.needsElection() && election == null) {
            throw new IllegalArgumentException(
                    consensus.protocol() + " needs an election, and none is named");
        }
    }

    /** An assembly over a model of storage. */
    public static Assembly of(ConsensusFactory consensus, ElectionFactory election) {
        return new Assembly(consensus, election, null);
    }

    /**
     * The assembly that {@link #PROPERTY} names, or the standard one of a test. New factories at
     * each call.
     *
     * @param standard written as the property is
     */
    public static Assembly chosen(String standard) {
        return named(System.getProperty(PROPERTY, standard));
    }

    /**
     * An assembly by the names its plugins have in configurations, as in {@code zab,fast,filelog}:
     * consensus, election, storage. What is left out at the end, or is {@code -}, is none. The
     * plugins lie on the class path.
     */
    public static Assembly named(String names) {
        String[] parts = names.split(",", -1);
        if (parts.length > 3) {
            throw new IllegalArgumentException(
                    "\"" + names + "\" is not consensus,election,storage");
        }
        return new Assembly(
                PluginsOnClassPath.create(
                        ConsensusFactory.class, ConsensusFactory.PROTOCOL, parts[0].strip()),
                isNone(parts, 1)
                        ? null
                        : PluginsOnClassPath.create(
                                ElectionFactory.class, ElectionFactory.ALGORITHM, parts[1].strip()),
                isNone(parts, 2)
                        ? null
                        : PluginsOnClassPath.create(
                                StorageFactory.class, "storage.engine", parts[2].strip()));
    }

    private static boolean isNone(String[] parts, int at) {
        return at >= parts.length || parts[at].isBlank() || parts[at].strip().equals(NONE);
    }
}
