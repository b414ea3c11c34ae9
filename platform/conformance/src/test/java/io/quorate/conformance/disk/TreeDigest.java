package io.quorate.conformance.disk;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.ServerUnderTest;
import java.io.IOException;
import java.util.stream.Stream;

/** The digests of its tree that a server keeps, one of every zxid divisible by 128. */
public final class TreeDigest {
    private TreeDigest() {}

    /** What {@code hash} tells of the tree at a zxid. */
    public static String at(ServerUnderTest server, long zxid) throws IOException {
        String wanted = Long.toHexString(zxid) + ": ";
        return Stream.of(FourLetterClient.ask(server.port(), "hash").split("\n"))
                .map(line -> line.startsWith("0x") ? line.substring(2) : line)
                .filter(line -> line.startsWith(wanted))
                .map(line -> line.substring(wanted.length()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        server.name()
                                                + " has no digest of 0x"
                                                + Long.toHexString(zxid)));
    }
}
