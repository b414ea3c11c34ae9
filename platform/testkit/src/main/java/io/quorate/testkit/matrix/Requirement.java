package io.quorate.testkit.matrix;

import io.quorate.testkit.module.AssemblyNames;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test may need of an assembly, and which assemblies have it. This is the only place that
 * decides which test is for whom.
 */
public enum Requirement {

    /** Several servers that agree. */
    PEERS("a consensus of several servers"),

    /** What a server has acknowledged outlives its process. */
    DURABLE_STORAGE("a storage that keeps its data when the process ends"),

    /** A data directory whose files are ZooKeeper's. */
    ZOOKEEPER_FILES("the files of ZooKeeper, which are filelog's"),

    /** Servers that ZooKeeper servers understand. */
    ZOOKEEPER_PEERS("the protocols of ZooKeeper servers, which are zab and fast, and its files");

    private final String need;

    Requirement(String need) {
        this.need = need;
    }

    private static boolean hasZooKeeperFiles(AssemblyNames names) {
        return names.storage() == null || names.storage().equals("filelog");
    }

    /** Whether these plugins have it. */
    public boolean isMetBy(AssemblyNames names) {
        return switch (this) {
            case PEERS -> names.formsEnsembles();
            case DURABLE_STORAGE -> !"memory".equals(names.storage());
            case ZOOKEEPER_FILES -> hasZooKeeperFiles(names);
            case ZOOKEEPER_PEERS ->
                    names.consensus().equals("zab")
                            && "fast".equals(names.election())
                            && hasZooKeeperFiles(names);
        };
    }

    /** Why a test is not for these plugins. */
    String refusal(AssemblyNames names) {
        return "not for " + names + ": needs " + need;
    }

    /** Skips the rest of the running test unless the chosen assembly has it. */
    public void assume() {
        AssemblyNames chosen = AssemblyNames.chosen();
        Assumptions.assumeTrue(isMetBy(chosen), () -> refusal(chosen));
    }
}
