package io.quorate.conformance;

import io.quorate.bench.Product;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The server that is put to the test: Quorate, or with {@code -Dconformance.subject=zookeeper} the
 * reference, which proves that a test asks for nothing the reference does not do.
 */
public final class Subject {
    private Subject() {}

    public static Product product() {
        if (isReference()) {
            return Product.zooKeeper();
        }
        Product.Quorate quorate = (Product.Quorate) Product.quorate();
        Path script = quorate.home().resolve("bin/quorate");
        Assumptions.assumeTrue(
                Files.exists(script),
                "the distribution has not been built: " + script.toAbsolutePath().normalize());
        return quorate;
    }

    public static boolean isReference() {
        return System.getProperty("conformance.subject", "quorate").equals("zookeeper");
    }
}
