package io.quorate.conformance;

import io.quorate.bench.Product;

/**
 * The server that is put to the test: Quorate, or with {@code -Dconformance.subject=zookeeper} the
 * reference, which proves that a test asks for nothing the reference does not do.
 */
public final class Subject {
    private Subject() {}

    public static Product product() {
        return isReference() ? Product.zooKeeper() : Product.quorate();
    }

    public static boolean isReference() {
        return System.getProperty("conformance.subject", "quorate").equals("zookeeper");
    }
}
