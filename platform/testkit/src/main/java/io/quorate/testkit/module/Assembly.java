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
    public static final String PROPERTY = AssemblyNames.PROPERTY;

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
     * The assembly that {@link AssemblyNames#PROPERTY} names, or the standard one of a test. New
     * factories at each call.
     *
     * @param standard written as the property is
     */
    public static Assembly chosen(String standard) {
        return named(System.getProperty(AssemblyNames.PROPERTY, standard));
    }

    /**
     * An assembly by the names its plugins have in configurations, as {@link AssemblyNames} says.
     * The plugins lie on the class path.
     */
    public static Assembly named(String names) {
        return PluginsOnClassPath.ofThread().assembly(AssemblyNames.parse(names));
    }
}
