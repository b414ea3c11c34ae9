package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who keeps connections open and says nothing does not keep the members of the ensemble out. Each
 * stranger has an address of its own, as far as the loop-back network goes. Three connections may
 * be silent at once, two of them of one address.
 */
@Timeout(60)
final class StrangersTest {

    private final List<Socket> open = new ArrayList<>();
    private GateOnATable gate = new GateOnATable(GateOnATable.settings());

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        gate.close();
    }

    private Socket dial(String from, Endpoint to) throws IOException {
        Socket socket =
                new Socket(
                        InetAddress.getByName("127.0.0.1"),
                        to.port(),
                        InetAddress.getByName(from),
                        0);
        socket.setSoTimeout(10_000);
        open.add(socket);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream()
                .write(
                        ByteBuffer.allocate(4 + bytes.length)
                                .putInt(bytes.length)
                                .put(bytes)
                                .array());
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    private String greeted() throws InterruptedException {
        LinkEvent.LinkUp up = gate.next(LinkEvent.LinkUp.class);
        return ((TextCodec.Text) up.preamble()).text();
    }

    @Test
    void aMemberTakesThePlaceOfTheOldestStranger() throws Exception {
        Endpoint there = gate.listen(GateOnATable.GREETED);
        gate.members("127.0.0.77");
        Socket oldest = dial("127.0.0.2", there);
        Socket second = dial("127.0.0.3", there);
        Socket third = dial("127.0.0.4", there);
        Socket late = dial("127.0.0.5", there);
        assertThat(isClosed(late)).as("no room for one more stranger").isTrue();
        say(dial("127.0.0.77", there), "a member");
        assertThat(greeted()).isEqualTo("a member");
        assertThat(isClosed(oldest)).isTrue();
        say(second, "still there");
        assertThat(greeted()).isEqualTo("still there");
        say(third, "so am I");
        assertThat(greeted()).isEqualTo("so am I");
    }

    @Test
    void whoDialsInALoopLosesItsOwnOldestConnections() throws Exception {
        Endpoint there = gate.listen(GateOnATable.GREETED);
        Socket other = dial("127.0.0.9", there);
        List<Socket> loop = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            loop.add(dial("127.0.0.2", there));
        }
        for (Socket each : loop.subList(0, 8)) {
            assertThat(isClosed(each)).isTrue();
        }
        say(loop.getLast(), "the newest");
        assertThat(greeted()).isEqualTo("the newest");
        say(other, "somebody else");
        assertThat(greeted()).isEqualTo("somebody else");
    }

    @Test
    void thePortWithoutAPreambleIsKeptFreeAsWell() throws Exception {
        Endpoint there = gate.listen(GateOnATable.PLAIN);
        gate.members("127.0.0.77");
        List<LinkId> silent = new ArrayList<>();
        for (String from : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
            dial(from, there);
            silent.add(gate.next(LinkEvent.LinkUp.class).link());
        }
        Socket member = dial("127.0.0.77", there);
        LinkEvent first = gate.next(LinkEvent.class);
        LinkEvent second = gate.next(LinkEvent.class);
        assertThat(List.of(first, second))
                .contains(new LinkEvent.LinkDown(silent.getFirst(), DownReason.LOCAL))
                .hasAtLeastOneElementOfType(LinkEvent.LinkUp.class);
        say(member, "hello");
        assertThat(gate.nextText()).isEqualTo("hello");
    }

    @Test
    void aMemberFindsAPlaceAmongStrangersThatSpeak() throws Exception {
        Endpoint there = gate.listen(GateOnATable.PLAIN);
        gate.members("127.0.0.77");
        List<LinkId> links = new ArrayList<>();
        for (int n = 0; n < 16; n++) { // as many as there may be in all
            say(dial("127.0.0." + (2 + n), there), "x");
            links.add(gate.next(LinkEvent.LinkUp.class).link());
            gate.nextText();
        }
        assertThat(isClosed(dial("127.0.0.60", there))).isTrue();
        say(dial("127.0.0.77", there), "a member");
        List<LinkEvent> events =
                List.of(
                        gate.next(LinkEvent.class),
                        gate.next(LinkEvent.class),
                        gate.next(LinkEvent.class));
        assertThat(events)
                .contains(new LinkEvent.LinkDown(links.getFirst(), DownReason.LOCAL))
                .hasAtLeastOneElementOfType(LinkEvent.LinkUp.class)
                .hasAtLeastOneElementOfType(LinkEvent.Received.class);
    }

    @Test
    void onlyListedAddressesAreLetIn() throws Exception {
        gate.close();
        gate = new GateOnATable(GateOnATable.onlyFrom("127.0.1.0/24", "127.0.0.5", "members"));
        gate.members("127.0.0.77");
        for (String port : List.of(GateOnATable.GREETED, GateOnATable.PLAIN)) {
            Endpoint there = gate.listen(port);
            for (String from : List.of("127.0.0.2", "127.0.2.1", "127.0.0.4", "127.0.0.78")) {
                assertThat(isClosed(dial(from, there))).as(from).isTrue();
            }
            assertThat(gate.isQuietFor(20)).isTrue();
            for (String from : List.of("127.0.1.200", "127.0.0.5", "127.0.0.77")) {
                say(dial(from, there), "hello");
                gate.next(LinkEvent.LinkUp.class);
                if (port.equals(GateOnATable.PLAIN)) {
                    assertThat(gate.nextText()).isEqualTo("hello");
                }
            }
        }
    }

    @Test
    void aMemberWhoseNameMovesIsLetInAtALaterAttempt() throws Exception {
        gate.close();
        gate = new GateOnATable(GateOnATable.onlyFrom("members"));
        Endpoint there = gate.listen(GateOnATable.PLAIN);
        gate.members("127.0.0.3");
        assertThat(isClosed(dial("127.0.0.4", there))).isTrue();
        gate.members("127.0.0.4");
        say(dial("127.0.0.4", there), "moved");
        gate.next(LinkEvent.LinkUp.class);
        assertThat(gate.nextText()).isEqualTo("moved");
    }

    @Test
    void aMemberWithANameIsLetInOnceItIsKnown() throws Exception {
        gate.close();
        gate = new GateOnATable(GateOnATable.onlyFrom("members"));
        Endpoint there = gate.listen(GateOnATable.PLAIN);
        gate.members("localhost");
        Socket member = dial("127.0.0.1", there);
        while (!gate.isUp()) { // the name is looked up on another thread
            assertThat(isClosed(member)).isTrue();
            member = dial("127.0.0.1", there);
        }
        say(member, "hello");
        assertThat(gate.nextText()).isEqualTo("hello");
    }

    @Test
    void aListThatIsNoneIsRefusedWithASentence() {
        for (String wrong : List.of("10.0.0.x", "10.0.0.0/33", "host.example", "10.0.0.0/", "")) {
            assertThatThrownBy(() -> new GateOnATable(GateOnATable.onlyFrom(wrong)))
                    .hasMessage(
                            "quorate.peers.addresses: \""
                                    + wrong
                                    + "\" is neither an address nor a network such as 10.1.0.0/16");
        }
    }

    @Test
    void networksAreComparedBitByBit() throws Exception {
        for (String[] each :
                new String[][] {
                    {"10.1.0.0/16", "10.1.255.3", "yes"},
                    {"10.1.0.0/16", "10.2.0.1", "no"},
                    {"10.1.128.0/17", "10.1.127.255", "no"},
                    {"10.1.128.0/17", "10.1.128.0", "yes"},
                    {"0.0.0.0/0", "8.8.8.8", "yes"},
                    {"10.0.0.1/32", "10.0.0.1", "yes"},
                    {"10.0.0.1/32", "10.0.0.0", "no"},
                    {"fd00::/8", "fd12::1", "yes"},
                    {"fd00::/8", "fe80::1", "no"},
                    {"fd00::/8", "10.0.0.1", "no"},
                    {"::ffff:10.0.0.1", "10.0.0.1", "yes"},
                }) {
            assertThat(AddressRange.parse(each[0]).contains(InetAddress.getByName(each[1])))
                    .as(each[0] + " " + each[1])
                    .isEqualTo(each[2].equals("yes"));
        }
    }
}
