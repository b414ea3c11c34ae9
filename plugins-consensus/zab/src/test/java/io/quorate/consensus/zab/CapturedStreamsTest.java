package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Membership;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What servers of ZooKeeper 3.9.5 said to each other on their quorum ports: read and written again, byte for byte. */
class CapturedStreamsTest {

    private static final long SASL_MAGIC = 0x5f2435013501edccL;

    /** A captured direction of a connection. */
    private record Captured(String name, boolean fromLeader, byte[] bytes) {}

    private static List<Captured> captures() throws IOException, URISyntaxException {
        List<Captured> captures = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(CapturedStreamsTest.class.getResource("/quorum").toURI()))) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes = HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
                String name = file.getFileName().toString();
                captures.add(new Captured(name, name.endsWith("from-listener.hex"), withoutSasl(bytes)));
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

    private static List<ZabMessage> read(Captured capture, Random pieces) throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(capture.fromLeader(), 2 << 20);
        List<PeerMessage> messages = new ArrayList<>();
        int kept = 0;
        int end = 0;
        while (end < capture.bytes().length) {
            end = pieces == null ? capture.bytes().length : Math.min(capture.bytes().length, end + 1 + pieces.nextInt(60));
            ByteBuffer in = ByteBuffer.wrap(capture.bytes(), kept, end - kept).slice();
            codec.decode(in, messages::add);
            kept += in.position();
        }
        assertThat(kept).as("everything of %s is read", capture.name()).isEqualTo(end);
        return messages.stream().map(message -> (ZabMessage) message).toList();
    }

    private static byte[] write(Captured capture, List<ZabMessage> messages) {
        QuorumCodec codec = new QuorumCodec(!capture.fromLeader(), 2 << 20);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ZabMessage message : messages) {
            ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
            codec.encode(message, out);
            bytes.write(out.array(), 0, out.position());
        }
        return bytes.toByteArray();
    }

    @Test
    void everyCaptureIsReadAndWrittenByteForByte() throws Exception {
        List<Captured> captures = captures();
        assertThat(captures).hasSizeGreaterThan(30);
        Set<String> kinds = new TreeSet<>();
        for (Captured capture : captures) {
            List<ZabMessage> messages = read(capture, null);
            assertThat(HexFormat.of().formatHex(write(capture, messages)))
                    .as(capture.name())
                    .isEqualTo(HexFormat.of().formatHex(capture.bytes()));
            messages.forEach(message -> kinds.add(message.getClass().getSimpleName()));
        }
        assertThat(kinds).as("kinds of messages seen").hasSize(ZabMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void aCaptureMayArriveInAnyPieces() throws Exception {
        for (Captured capture : captures()) {
            for (int seed = 1; seed <= 5; seed++) {
                byte[] written = write(capture, read(capture, new Random(seed)));
                assertThat(written).as("%s in pieces of seed %d", capture.name(), seed).isEqualTo(capture.bytes());
            }
        }
    }

    @Test
    void aReconfigurationIsRecognised() throws Exception {
        List<Membership> proposed = new ArrayList<>();
        for (Captured capture : captures()) {
            for (ZabMessage message : read(capture, null)) {
                if (message instanceof ZabMessage.Proposal proposal && proposal.membership() != null) {
                    proposed.add(proposal.membership());
                }
            }
        }
        assertThat(proposed).isNotEmpty().allSatisfy(membership -> assertThat(membership.version()).isPositive());
        assertThat(proposed).anySatisfy(membership -> assertThat(membership.participates(new ServerId(4))).isTrue());
    }
}
