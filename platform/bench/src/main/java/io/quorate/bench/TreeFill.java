package io.quorate.bench;

import java.io.IOException;

/** Fills a server with a big tree. */
final class TreeFill {
    private static final int PARENTS = 1000;

    private TreeFill() {}

    /** This many nodes of {@link KeyMix#DATA_BYTES} each, under a thousand parents. */
    static void fill(int port, int znodes) throws IOException {
        try (LoadRun parents =
                new LoadRun(
                        port,
                        1,
                        16,
                        new Creates(
                                PARENTS + 1,
                                null,
                                i ->
                                        i == 0
                                                ? "/load"
                                                : Creates.treePath(i - 1).substring(0, 10)))) {
            parents.runAll();
        }
        try (LoadRun nodes =
                new LoadRun(port, 32, 16, new Creates(znodes, KeyMix.data(), Creates::treePath))) {
            nodes.runAll();
        }
    }
}
