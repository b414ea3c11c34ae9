package io.quorate.election.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionEvent;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cores take the places of three real servers in their first election, hear what those heard, in
 * the same order, and must end with the votes those ended with and choose whom they chose. Then an
 * observer asks: the answer must have the bytes of the real one.
 */
class CapturedElectionTest {

    /** Connections of the capture: who dialled, who accepted. */
    private static final Map<Integer, long[]> FIRST_ELECTION =
            Map.of(1, new long[] {3, 1}, 2, new long[] {3, 2}, 3, new long[] {2, 1});

    /** Where the observer asked, and whom. Servers 1 and 2 follow and answer alike. */
    private static final Map<Long, Integer> OBSERVER_ASKS = Map.of(1L, 6, 2L, 7, 3L, 8);

    private static final ServerId OBSERVER = new ServerId(4);
    private static final int LAST_OF_THE_ELECTION = 12;

    /** A message of the capture. */
    private record Said(int number, int connection, boolean byDialler, byte[] bytes) {

        static Said of(String line) {
            String[] words = line.split(" ");
            return new Said(
                    Integer.parseInt(words[0].substring(1, words[0].length() - 1)),
                    Integer.parseInt(words[1].substring(1)),
                    words[2].equals("dialler"),
                    HexFormat.of().parseHex(line.substring(line.indexOf(" | ") + 3)));
        }

        Notification notification() {
            List<PeerMessage> read = new ArrayList<>();
            try {
                new ElectionCodec(true).decode(ByteBuffer.wrap(bytes), read::add);
            } catch (ProtocolViolation wrong) {
                throw new AssertionError("message " + number, wrong);
            }
            return (Notification) read.getFirst();
        }
    }

    private static final List<Said> ALL =
            CapturesTest.lines("/captures/plain.txt").stream()
                    .filter(line -> line.contains(" NOTIFICATION "))
                    .map(Said::of)
                    .toList();

    private final List<LinkAction.Send> sent = new ArrayList<>();
    private final Map<ServerId, DialId> dials = new HashMap<>();
    private FastElectionCore core;
    private ServerId self;
    private Vote decision;
    private long now = 1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void votesAsTheRealServerDid(long place) {
        self = new ServerId(place);
        List<Said> election =
                ALL.stream().filter(said -> said.number() <= LAST_OF_THE_ELECTION).toList();
        assertThat(election.getLast().number()).isEqualTo(LAST_OF_THE_ELECTION);
        core =
                (FastElectionCore)
                        new FastElectionFactory()
                                .create(
                                        new EnsembleSettings(
                                                self, 2_000, 10, 5, 1 << 20, 100, 1 << 20, true,
                                                Map.of()));
        step(new ElectionEvent.Boot(self, election.getFirst().notification().committed(), null, 1));
        step(new ElectionEvent.Begin(new Vote(self, 0, 0)));
        FIRST_ELECTION.forEach(
                (connection, ends) -> {
                    if (ends[0] == place || ends[1] == place) {
                        up(connection, new ServerId(ends[0] == place ? ends[1] : ends[0]));
                    }
                });
        for (Said said : election) {
            long[] ends = FIRST_ELECTION.get(said.connection());
            if ((said.byDialler() ? ends[1] : ends[0]) == place) {
                hear(said);
            }
        }
        FIRST_ELECTION.forEach(
                (connection, ends) -> {
                    boolean dialler = ends[0] == place;
                    if (dialler || ends[1] == place) {
                        Said last =
                                election.stream()
                                        .filter(
                                                said ->
                                                        said.connection() == connection
                                                                && said.byDialler() == dialler)
                                        .reduce((earlier, later) -> later)
                                        .orElseThrow();
                        assertThat(CapturesTest.written(lastTo(connection)))
                                .as("last vote on connection %d", connection)
                                .isEqualTo(last.bytes());
                    }
                });
        assertThat(decision).isNotNull();
        assertThat(decision.leader()).isEqualTo(new ServerId(3));

        int connection = OBSERVER_ASKS.get(place);
        Said question = only(connection, true);
        Said answer = only(connection, false);
        Role role = answer.notification().state();
        assertThat(role).isEqualTo(place == 3 ? Role.LEADING : Role.FOLLOWING);
        step(new ElectionEvent.Standing(role, decision.leader(), 1, 0));
        step(new ElectionEvent.MembershipChanged(answer.notification().committed(), null));
        up(connection, OBSERVER);
        hear(question);
        assertThat(CapturesTest.written(lastTo(connection))).isEqualTo(answer.bytes());
    }

    private static Said only(int connection, boolean byDialler) {
        List<Said> found =
                ALL.stream()
                        .filter(
                                said ->
                                        said.connection() == connection
                                                && said.byDialler() == byDialler)
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** Links are there as they stayed: dialled by the server with the greater id. */
    private void up(int connection, ServerId other) {
        step(
                new ElectionEvent.Link(
                        new LinkEvent.LinkUp(
                                new LinkId(connection),
                                FastElectionCore.PORT,
                                dials.get(other),
                                new Handshake(Handshake.Form.ONE_ADDRESS, other, List.of()),
                                new Endpoint("127.0.0.1", 1),
                                null)));
    }

    private void hear(Said said) {
        step(
                new ElectionEvent.Link(
                        new LinkEvent.Received(
                                new LinkId(said.connection()), said.notification())));
    }

    private Notification lastTo(int connection) {
        return sent.stream()
                .filter(send -> send.link().value() == connection)
                .map(send -> (Notification) send.message())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private void step(ElectionEvent event) {
        core.step(now++, event, this::execute);
    }

    private void execute(ElectionAction action) {
        switch (action) {
            case ElectionAction.Decided decided -> decision = decided.vote();
            case ElectionAction.Link(LinkAction.Send send) -> sent.add(send);
            case ElectionAction.Link(LinkAction.Dial dial) -> {
                ServerId to = new ServerId(dial.endpoints().getFirst().port() % 10);
                if (to.compareTo(self) < 0) {
                    dials.put(to, dial.dial());
                }
            }
            default -> {}
        }
    }
}
