package io.quorate.tree;

import io.quorate.model.Znode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Names with a number: the counter of the parent, zero-padded to ten positions. Source: spec
 * semantics section 3.1.
 */
final class SequentialName {

    private static final int POSITIONS = 10;

    private SequentialName() {}

    static Znode append(Znode path, int counter) {
        byte[] asked = path.utf8();
        if (counter < 0) {
            byte[] number =
                    String.format(Locale.ROOT, "%010d", counter)
                            .getBytes(StandardCharsets.US_ASCII);
            byte[] name = Arrays.copyOf(asked, asked.length + number.length);
            System.arraycopy(number, 0, name, asked.length, number.length);
            return Znode.ofUtf8(name);
        }
        byte[] name = Arrays.copyOf(asked, asked.length + POSITIONS);
        int rest = counter;
        for (int at = name.length - 1; at >= asked.length; at--) {
            name[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return Znode.ofUtf8(name);
    }
}
