package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Packages, classes, constructors and files keep to the limits; what was larger when the limits
 * came does not grow. {@code -Dquorate.test.rewrite=true} lowers the numbers to what there is;
 * {@code =anew} writes all of them, for a class that has gone to another module.
 */
class SizeLimitsTest {

    @Test
    void nothingIsLargerThanItMayBe() throws IOException {
        Sizes sizes = Sizes.measure();
        String rewrite = System.getProperty("quorate.test.rewrite", "false");
        if (!rewrite.equals("false")) {
            Limits before = rewrite.equals("anew") ? Limits.none() : Limits.read();
            Files.writeString(Limits.FILE, before.lowered(sizes));
        }
        assertThat(Limits.read().faults(sizes)).as("limits.txt").isEmpty();
    }
}
