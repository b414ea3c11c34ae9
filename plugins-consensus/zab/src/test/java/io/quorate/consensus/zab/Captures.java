package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Connections between servers of ZooKeeper 3.9.5, one stream of bytes per direction. */
final class Captures {

    private Captures() {}

    private static final long SASL_MAGIC = 0x5f2435013501edccL;

    /** A captured direction of a connection. */
    record Captured(String name, boolean fromLeader, byte[] bytes) {}

    static List<Captured> all() throws IOException, URISyntaxException {
        List<Captured> captures = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(Path.of(Captures.class.getResource("/quorum").toURI()))) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes =
                        HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
                String name = file.getFileName().toString();
                captures.add(
                        new Captured(name, name.endsWith("from-listener.hex"), withoutSasl(bytes)));
            }
        }
        return captures;
    }

    /** Cuts off the authentication, which is not the codec's. */
    private static byte[] withoutSasl(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= 16 && in.getLong(in.position()) == SASL_MAGIC) {
            in.position(in.position() + 16 + Math.max(0, in.getInt(in.position() + 12)));
        }
        return Arrays.copyOfRange(bytes, in.position(), bytes.length);
    }

    /** The messages of a direction; in pieces if {@code pieces} is given. */
    static List<ZabMessage> read(Captured capture, Random pieces) throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(capture.fromLeader(), 2 << 20);
        List<PeerMessage> messages = new ArrayList<>();
        int kept = 0;
        int end = 0;
        while (end < capture.bytes().length) {
            end =
                    pieces == null
                            ? capture.bytes().length
                            : Math.min(capture.bytes().length, end + 1 + pieces.nextInt(60));
            ByteBuffer in = ByteBuffer.wrap(capture.bytes(), kept, end - kept).slice();
            codec.decode(in, messages::add);
            kept += in.position();
        }
        assertThat(kept).as("everything of %s is read", capture.name()).isEqualTo(end);
        return messages.stream().map(message -> (ZabMessage) message).toList();
    }
}
