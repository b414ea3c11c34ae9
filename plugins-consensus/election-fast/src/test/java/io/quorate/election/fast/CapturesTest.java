package io.quorate.election.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Role;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every message of the election port that real ZooKeeper 3.9.5 servers exchanged is read as the
 * capture says and written as the same bytes.
 */
class CapturesTest {

    private static final Pattern LINE =
            Pattern.compile(
                    "\\[(\\d+)] #\\d+ (dialler|acceptor) (HANDSHAKE|NOTIFICATION) (.*) \\| ([0-9a-f]+)");
    private static final Pattern NOTIFICATION =
            Pattern.compile(
                    "state=\\d:(\\w+) leader=(-?\\d+) zxid=0x([0-9a-f]+) electionEpoch=(-?\\d+) peerEpoch=0x([0-9a-f]+) version=2.*");
    private static final Pattern HANDSHAKE =
            Pattern.compile("protocolVersion=(-\\d+) sid=(\\d+).*");

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secured"})
    void everyMessageIsReadAndWrittenAsCaptured(String capture) throws Exception {
        int messages = 0;
        for (String line : lines("/captures/" + capture + ".txt")) {
            if (line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            boolean handshake = matcher.group(3).equals("HANDSHAKE");
            byte[] bytes = HexFormat.of().parseHex(matcher.group(5));
            List<PeerMessage> read = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(bytes);
            new ElectionCodec(!handshake).decode(in, read::add);
            assertThat(in.hasRemaining()).isFalse();
            assertThat(read).as("message %s", matcher.group(1)).hasSize(1);
            assertThat(written(read.getFirst()))
                    .as("bytes of message %s", matcher.group(1))
                    .isEqualTo(bytes);
            switch ((ElectionMessage) read.getFirst()) {
                case Handshake hello -> compare(hello, matcher.group(4));
                case Notification said -> compare(said, matcher.group(4));
            }
            messages++;
        }
        assertThat(messages).isGreaterThan(25);
    }

    private static void compare(Handshake hello, String fields) {
        Matcher expected = HANDSHAKE.matcher(fields);
        assertThat(expected.matches()).as(fields).isTrue();
        assertThat(hello.form())
                .isEqualTo(
                        expected.group(1).equals("-65536")
                                ? Handshake.Form.ONE_ADDRESS
                                : Handshake.Form.MANY_ADDRESSES);
        assertThat(hello.sender().value()).isEqualTo(Long.parseLong(expected.group(2)));
        assertThat(hello.addresses()).isNotEmpty();
        assertThat(hello.reachableAddresses()).isEqualTo(hello.addresses());
    }

    private static void compare(Notification said, String fields) {
        Matcher expected = NOTIFICATION.matcher(fields);
        assertThat(expected.matches()).as(fields).isTrue();
        assertThat(said.state()).isEqualTo(Role.valueOf(expected.group(1)));
        assertThat(said.vote().leader().value()).isEqualTo(Long.parseLong(expected.group(2)));
        assertThat(said.vote().zxid()).isEqualTo(Long.parseUnsignedLong(expected.group(3), 16));
        assertThat(said.round()).isEqualTo(Long.parseLong(expected.group(4)));
        assertThat(said.vote().epoch()).isEqualTo(Long.parseUnsignedLong(expected.group(5), 16));
        assertThat(said.version()).isEqualTo(2);
        assertThat(said.committed()).isNotNull();
    }

    static byte[] written(PeerMessage message) {
        PeerCodec codec = new ElectionCodec(true);
        ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
        codec.encode(message, out);
        assertThat(out.hasRemaining()).as("the bound is exact").isFalse();
        return out.array();
    }

    static List<String> lines(String resource) {
        try (InputStream in = CapturesTest.class.getResourceAsStream(resource);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
