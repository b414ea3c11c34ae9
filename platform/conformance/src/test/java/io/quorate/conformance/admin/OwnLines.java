package io.quorate.conformance.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.Product;
import io.quorate.conformance.Subject;

/**
 * What the four-letter words say here and not at ZooKeeper, as docs/METRICS.md has it: one line at
 * the end of {@code srvr}, keys of its own in {@code mntr}, and nothing else.
 */
public final class OwnLines {

    private static final String PLUGINS = "Plugins: ";
    private static final String OWN_KEYS = "quorate_";

    private OwnLines() {}

    /** Whether a key of {@code mntr}, without {@code zk_}, is one of ours. */
    public static boolean isOwn(String key) {
        return key.startsWith(OWN_KEYS);
    }

    /** An answer without the line that only our product has, which must be there, and last. */
    public static String without(Product product, String word, String answer) {
        if (!word.equals("srvr") || !product.name().equals(Subject.product().name())) {
            return answer;
        }
        int line = answer.lastIndexOf('\n', answer.length() - 2) + 1;
        assertThat(answer.substring(line)).startsWith(PLUGINS).contains("consensus ", "storage ");
        return answer.substring(0, line);
    }
}
