package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DialReason;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.testkit.sim.Dictatorship.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The simulated network keeps the contract of links, and fails as it says. */
class SimNetworkTest {

    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);

    private final Agenda agenda = new Agenda();
    private final SimNetwork network = new SimNetwork(agenda, new Random(7));
    private final List<LinkEvent> atOne = new ArrayList<>();
    private final List<LinkEvent> atTwo = new ArrayList<>();

    private void attach(ServerId server, List<LinkEvent> events) {
        List<Port> ports = new Dictatorship(false).ports(null);
        network.attach(server, ports, (port, event) -> events.add(event));
    }

    private void start() {
        attach(ONE, atOne);
        attach(TWO, atTwo);
        network.execute(
                TWO,
                new LinkAction.Listen(Dictatorship.PORT, List.of(new Endpoint("anything", 2888))));
    }

    private void dial() {
        network.execute(
                ONE,
                new LinkAction.Dial(
                        new DialId(5),
                        Dictatorship.PORT,
                        List.of(new Endpoint("2", 2888)),
                        null,
                        500));
        agenda.runMillis(100);
    }

    private static LinkId linkOf(List<LinkEvent> events) {
        return ((LinkEvent.LinkUp) events.getFirst()).link();
    }

    private void send(ServerId from, List<LinkEvent> events, int number) {
        network.execute(from, new LinkAction.Send(linkOf(events), Word.of(Word.PING, number), 0));
    }

    private static List<Long> received(List<LinkEvent> events) {
        return events.stream()
                .filter(event -> event instanceof LinkEvent.Received)
                .map(event -> number(((LinkEvent.Received) event).message()))
                .toList();
    }

    private static long number(PeerMessage message) {
        return ((Word) message).number();
    }

    private static List<DownReason> downs(List<LinkEvent> events) {
        return events.stream()
                .filter(event -> event instanceof LinkEvent.LinkDown)
                .map(event -> ((LinkEvent.LinkDown) event).reason())
                .toList();
    }

    @Test
    void messagesArriveInOrderAndOnce() {
        start();
        dial();
        for (int i = 0; i < 500; i++) {
            send(ONE, atOne, i);
            send(TWO, atTwo, -i);
        }
        agenda.runMillis(5_000);
        assertThat(received(atTwo)).hasSize(500).isSorted();
        assertThat(received(atOne)).hasSize(500).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void whatWasSentBeforeACloseArrivesBeforeTheLinkIsDown() {
        start();
        dial();
        for (int i = 0; i < 20; i++) {
            send(ONE, atOne, i);
        }
        network.execute(ONE, new LinkAction.Close(linkOf(atOne)));
        agenda.runMillis(1_000);
        assertThat(received(atTwo)).hasSize(20);
        assertThat(atTwo.getLast())
                .isEqualTo(new LinkEvent.LinkDown(linkOf(atTwo), DownReason.CLOSED));
        assertThat(downs(atOne)).containsExactly(DownReason.LOCAL);
    }

    @Test
    void aDialWithoutListenerIsRefusedAndOneIntoTheDarkTimesOut() {
        attach(ONE, atOne);
        attach(TWO, atTwo);
        dial();
        assertThat(atOne)
                .containsExactly(new LinkEvent.DialFailed(new DialId(5), DialReason.REFUSED));
        atOne.clear();
        network.detach(TWO, true);
        dial();
        assertThat(atOne).as("not yet").isEmpty();
        agenda.runMillis(500);
        assertThat(atOne)
                .containsExactly(new LinkEvent.DialFailed(new DialId(5), DialReason.TIMED_OUT));
    }

    @Test
    void aCutHoldsOneDirectionBackUntilItHeals() {
        start();
        dial();
        network.cut(ONE, TWO);
        send(ONE, atOne, 1);
        send(TWO, atTwo, 2);
        agenda.runMillis(10_000);
        assertThat(received(atTwo)).isEmpty();
        assertThat(received(atOne)).containsExactly(2L);
        network.heal();
        agenda.runMillis(100);
        assertThat(received(atTwo)).containsExactly(1L);
    }

    @Test
    void bothEndsLearnOnceThatAConnectionBroke() {
        start();
        dial();
        send(ONE, atOne, 1);
        assertThat(network.breakOne()).isTrue();
        agenda.runMillis(1_000);
        send(ONE, atOne, 2);
        agenda.runMillis(1_000);
        assertThat(downs(atOne)).containsExactly(DownReason.RESET);
        assertThat(downs(atTwo)).containsExactly(DownReason.RESET);
        assertThat(received(atTwo)).doesNotContain(2L);
    }

    @Test
    void theKernelTellsOfADeadProcessAndNobodyOfALossOfPower() {
        start();
        dial();
        network.detach(TWO, false);
        agenda.runMillis(100);
        assertThat(downs(atOne)).hasSize(1);

        atOne.clear();
        atTwo.clear();
        start();
        dial();
        network.detach(TWO, true);
        send(ONE, atOne, 1);
        agenda.runMillis(60_000);
        assertThat(downs(atOne)).as("nobody is there to tell").isEmpty();
        attach(TWO, new ArrayList<>());
        agenda.runMillis(100);
        assertThat(downs(atOne))
                .as("the machine is back and knows nothing of the connection")
                .containsExactly(DownReason.RESET);
    }

    @Test
    void aPausedLinkHandsOverAWindowAtMostAndTheRestLater() {
        start();
        dial();
        network.execute(TWO, new LinkAction.Pause(linkOf(atTwo), true));
        for (int i = 0; i < 50; i++) {
            send(ONE, atOne, i);
        }
        agenda.runMillis(1_000);
        assertThat(received(atTwo).size()).isLessThanOrEqualTo(3);
        network.execute(TWO, new LinkAction.Pause(linkOf(atTwo), false));
        agenda.runMillis(1_000);
        assertThat(received(atTwo)).hasSize(50).isSorted();
    }

    @Test
    void aSlowReceiverIsFeltAsPressure() {
        start();
        dial();
        network.cut(ONE, TWO);
        for (int i = 0; i < 100; i++) {
            network.execute(
                    ONE,
                    new LinkAction.Send(
                            linkOf(atOne), new Word(Word.CHUNK, i, 0, 0, new byte[8_192]), 0));
        }
        agenda.runMillis(100);
        assertThat(atOne.getLast()).isEqualTo(new LinkEvent.LinkPressure(linkOf(atOne), true));
        network.heal();
        agenda.runMillis(10_000);
        assertThat(atOne.getLast()).isEqualTo(new LinkEvent.LinkPressure(linkOf(atOne), false));
        assertThat(received(atTwo)).hasSize(100);
    }

    @Test
    void everyLinkBeginsWithLinkUpAndEndsWithLinkDownUnderRandomFaults() {
        start();
        network.ghostsPerMille(300);
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(6)) {
                case 0 ->
                        network.execute(
                                ONE,
                                new LinkAction.Dial(
                                        new DialId(i),
                                        Dictatorship.PORT,
                                        List.of(new Endpoint("2", 2888)),
                                        null,
                                        500));
                case 1 -> network.breakOne();
                case 2 -> closeAny(TWO, atTwo, random);
                case 3 ->
                        network.cut(
                                random.nextBoolean() ? ONE : TWO, random.nextBoolean() ? ONE : TWO);
                case 4 -> network.heal();
                default -> sendAny(ONE, atOne, random);
            }
            agenda.runMillis(random.nextInt(5));
        }
        checkLifeOfLinks(atOne);
        checkLifeOfLinks(atTwo);
    }

    private void closeAny(ServerId server, List<LinkEvent> events, Random random) {
        if (!events.isEmpty()
                && events.get(random.nextInt(events.size())) instanceof LinkEvent.LinkUp up) {
            network.execute(server, new LinkAction.Close(up.link()));
        }
    }

    private void sendAny(ServerId server, List<LinkEvent> events, Random random) {
        if (!events.isEmpty()
                && events.get(random.nextInt(events.size())) instanceof LinkEvent.LinkUp up) {
            network.execute(server, new LinkAction.Send(up.link(), Word.of(Word.PING, 1), 0));
        }
    }

    private static void checkLifeOfLinks(List<LinkEvent> events) {
        Map<LinkId, Boolean> upOf = new HashMap<>();
        for (LinkEvent event : events) {
            switch (event) {
                case LinkEvent.LinkUp up ->
                        assertThat(upOf.put(up.link(), true)).as("LinkUp is first").isNull();
                case LinkEvent.Received received ->
                        assertThat(upOf.get(received.link())).as("received while up").isTrue();
                case LinkEvent.LinkPressure pressure ->
                        assertThat(upOf.get(pressure.link())).as("pressure while up").isTrue();
                case LinkEvent.LinkDown down ->
                        assertThat(upOf.put(down.link(), false)).as("LinkDown is last").isTrue();
                default -> {}
            }
        }
        assertThat(upOf.size()).isGreaterThan(100);
    }
}
