package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Connections between servers of ZooKeeper 3.9.5, one stream of bytes per direction. */
public final class Captures {

    private Captures() {}

    private static final long SASL_MAGIC = 0x5f2435013501edccL;

    /** A captured direction of a connection. */
    public record Captured(String name, boolean fromLeader, byte[] bytes) {}

    public static List<Captured> all() throws IOException, URISyntaxException {
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
    public static List<ZabMessage> read(Captured capture, Random pieces) throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(capture.fromLeader(), new ServerId(1), 2 << 20);
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

    /** The bytes one side puts on the wire for these messages. */
    public static byte[] write(boolean fromLeader, List<ZabMessage> messages) {
        QuorumCodec codec = new QuorumCodec(!fromLeader, new ServerId(1), 2 << 20);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ZabMessage message : messages) {
            ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
            codec.encode(message, out);
            bytes.write(out.array(), 0, out.position());
        }
        return bytes.toByteArray();
    }

    /**
     * One message of the plain captures.
     *
     * @param leader the server that leads on this connection
     */
    public record Said(int connection, boolean byLeader, ServerId leader, ZabMessage message) {}

    /** All messages of the plain captures, in the order in which they were seen on the network. */
    public static List<Said> inOrder() throws IOException, URISyntaxException, ProtocolViolation {
        Map<String, Direction> directions = new HashMap<>();
        for (Captured captured : all()) {
            if (captured.name().startsWith("plain-")) {
                Direction direction = new Direction(captured);
                directions.put(direction.key(), direction);
            }
        }
        List<Said> said = new ArrayList<>();
        Path order = Path.of(Captures.class.getResource("/quorum-order.txt").toURI());
        for (String line : Files.readAllLines(order)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ");
                directions
                        .get(words[0] + " " + words[1])
                        .next(Integer.parseInt(words[2]), said::add);
            }
        }
        return said;
    }

    /** One direction of a connection, read message by message. */
    private static final class Direction {
        private static final Pattern NAME = Pattern.compile("plain-(\\d+)-quorum-server(\\d+)-.*");
        private final Captured captured;
        private final int connection;
        private final ServerId leader;
        private final QuorumCodec codec;
        private int read;
        private int reached;

        Direction(Captured captured) {
            Matcher name = NAME.matcher(captured.name());
            assertThat(name.matches()).as(captured.name()).isTrue();
            this.captured = captured;
            this.connection = Integer.parseInt(name.group(1));
            this.leader = new ServerId(Long.parseLong(name.group(2)));
            this.codec = new QuorumCodec(captured.fromLeader(), new ServerId(1), 2 << 20);
        }

        String key() {
            return connection + (captured.fromLeader() ? " leader" : " learner");
        }

        void next(int bytes, Consumer<Said> said) throws ProtocolViolation {
            reached += bytes;
            ByteBuffer in = ByteBuffer.wrap(captured.bytes(), read, reached - read).slice();
            codec.decode(
                    in,
                    message ->
                            said.accept(
                                    new Said(
                                            connection,
                                            captured.fromLeader(),
                                            leader,
                                            (ZabMessage) message)));
            read += in.position();
        }
    }
}
