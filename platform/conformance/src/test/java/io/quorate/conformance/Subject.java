package io.quorate.conformance;

import io.quorate.bench.Product;
import io.quorate.bench.ServerSpec;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.module.AssemblyNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The server that is put to the test: Quorate, or with {@code -Dconformance.subject=zookeeper} the
 * reference, which proves that a test asks for nothing the reference does not do. Quorate is made
 * of the plugins that {@link AssemblyNames#PROPERTY} names.
 */
public final class Subject {
    private Subject() {}

    public static Product product() {
        return isReference() ? Product.zooKeeper() : quorate();
    }

    /** Quorate, whatever is put to the test. */
    public static Product quorate() {
        return Product.quorate(AssemblyNames.chosenKeys());
    }

    /** Q is Quorate, whatever is put to the test, Z the reference. */
    public static Product ofKind(char letter) {
        return letter == 'Q' ? quorate() : Product.zooKeeper();
    }

    /**
     * Skips a case in which the reference takes part if the chosen plugins are not those that the
     * reference understands.
     *
     * @param kinds a letter for each server, as for {@link #ofKind}; small ones are observers
     */
    public static void assumeOneLanguage(String kinds) {
        if (kinds.toUpperCase(Locale.ROOT).contains("Z")) {
            Requirement.ZOOKEEPER_PEERS.assume();
        }
    }

    /**
     * What a server by itself is started with, of either product: standalone, or the only voter of
     * an ensemble if the chosen plugins form ensembles.
     */
    public static ServerSpec alone(Path directory) throws IOException {
        ServerSpec spec = ServerSpec.in(directory);
        return isEnsembleOfOne() ? spec.asOnlyVoter() : spec;
    }

    /** Whether a server by itself is the only voter of an ensemble. */
    public static boolean isEnsembleOfOne() {
        return AssemblyNames.isChosen() && AssemblyNames.chosen().formsEnsembles();
    }

    public static boolean isReference() {
        return System.getProperty("conformance.subject", "quorate").equals("zookeeper");
    }
}
