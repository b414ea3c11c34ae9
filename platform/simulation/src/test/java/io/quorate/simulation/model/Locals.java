package io.quorate.simulation.model;

import io.quorate.peer.LinkEvent;
import io.quorate.peer.PeerMessage;
import io.quorate.simulation.graph.Fingerprint;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All states of single servers that were met, and all steps between them: a step that many states
 * of the world have in common is taken once. Any thread.
 */
final class Locals {

    private final Setting setting;
    private final Numbered<PeerMessage> messages;
    private final Numbered<Effect> judged;
    private final Numbered<LocalState> states;
    private final AtomicInteger steps = new AtomicInteger();

    Locals(Setting setting) {
        this.setting = setting;
        messages = new Numbered<>(setting.graphs());
        judged = new Numbered<>(setting.graphs());
        states = new Numbered<>(setting.graphs());
    }

    Numbered<PeerMessage> messages() {
        return messages;
    }

    Numbered<Effect> judged() {
        return judged;
    }

    /** How many states were met. */
    int states() {
        return states.size();
    }

    LocalState get(int number) {
        return states.get(number);
    }

    /** Steps that were really taken. */
    int steps() {
        return steps.get();
    }

    /** A server that has never run. */
    LocalState first(int server) {
        return of(new ModelServer(server), new LocalState.Origin(null, server));
    }

    private LocalState of(ModelServer server, LocalState.Origin origin) {
        Fingerprint fingerprint = setting.graphs().fingerprint(server, server.nowNanos());
        return states.get(states.of(fingerprint, number -> new LocalState(number, server, origin)));
    }

    LocalState.Taken step(LocalState from, long event) {
        LocalState.Taken known = from.taken().get(event);
        return known != null ? known : from.taken().put(take(from, event));
    }

    private LocalState.Taken take(LocalState from, long event) {
        steps.incrementAndGet();
        Step step = new Step(setting, null);
        try {
            LocalState next = of(after(from, event, step), new LocalState.Origin(from, event));
            return new LocalState.Taken(event, next, numbers(step), null);
        } catch (AssertionError | RuntimeException e) {
            AssertionError breach =
                    e instanceof AssertionError error
                            ? error
                            : new AssertionError("NoCoreThrows: " + e, e);
            return new LocalState.Taken(event, null, numbers(step), breach);
        }
    }

    private int[] numbers(Step step) {
        int[] numbers = new int[3 * step.effects().size()];
        int at = 0;
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Sent sent -> {
                    numbers[at] = Effect.SENT;
                    numbers[at + 1] = sent.link();
                    numbers[at + 2] = messages.of(sent.message());
                }
                case Effect.Dialled it -> {
                    numbers[at] = Effect.DIALLED;
                    numbers[at + 1] = Wires.dialCode(it.dial(), it.port(), it.target());
                    numbers[at + 2] = it.preamble() == null ? -1 : messages.of(it.preamble());
                }
                case Effect.Closed closed -> {
                    numbers[at] = Effect.CLOSED;
                    numbers[at + 1] = closed.link();
                }
                case Effect.Judged it -> {
                    numbers[at] = Effect.JUDGED;
                    numbers[at + 2] = judged.of(it);
                }
            }
            at += 3;
        }
        return numbers;
    }

    /** The lines for people of a step. */
    void tell(LocalState from, long event, List<String> lines) {
        try {
            after(from, event, new Step(setting, lines));
        } catch (AssertionError | RuntimeException e) {
            lines.add("!! " + e.getMessage());
        }
    }

    /** The server in a state, made again if it was forgotten. */
    private ModelServer server(LocalState state) {
        ModelServer known = state.server();
        if (known != null) {
            return known;
        }
        // Not by recursion: the way may be long.
        ArrayDeque<LocalState> forgotten = new ArrayDeque<>();
        LocalState at = state;
        while (known == null && at.origin().from() != null) {
            forgotten.push(at);
            at = at.origin().from();
            known = at.server();
        }
        if (known == null) {
            known = new ModelServer((int) at.origin().event());
        }
        for (LocalState next : forgotten) {
            ModelServer server = setting.graphs().copy(known);
            take(server, next.origin().event(), new Step(setting, null));
            next.server(server);
            known = server;
        }
        return known;
    }

    private ModelServer after(LocalState from, long event, Step step) {
        ModelServer server = setting.graphs().copy(server(from));
        take(server, event, step);
        return server;
    }

    private void take(ModelServer server, long event, Step step) {
        int place = LocalEvent.place(event);
        int value = LocalEvent.value(event);
        switch (LocalEvent.kind(event)) {
            case UP ->
                    server.up(
                            place,
                            LocalEvent.port(event),
                            LocalEvent.attempt(event),
                            value < 0 ? null : messages.get(value),
                            LocalEvent.remote(event),
                            step);
            case RECEIVED -> server.received(place, messages.get(value), step);
            case DOWN -> server.down(place, LinkEvent.DownReason.values()[value], step);
            case DIAL_FAILED -> server.dialFailed(place, step);
            case PERSISTED -> server.persist(step);
            case READ -> server.answerRead(step);
            case WRITE -> server.write(value, step);
            case SYNC -> server.sync(value, step);
            case ELECTED -> server.elected(value, step);
            case CRASH -> server.crash(step);
            case START -> server.start(value, step);
            case TIME -> {
                if (place == LocalEvent.NOTHING_UNDER_WAY) {
                    server.beginAnew(setting.graphs());
                }
                server.pass(value, step);
            }
        }
    }

    /**
     * Granules of time until a core does something by itself; more than {@link
     * ModelServer#GRANULES_MAX} if it never does.
     */
    int patience(LocalState of) {
        int known = of.patience();
        if (known >= 0) {
            return known;
        }
        int granules = 0;
        if (of.isUp()) {
            ModelServer server = setting.graphs().copy(server(of));
            Step step = new Step(setting, null);
            while (!step.hasActed() && granules <= ModelServer.GRANULES_MAX) {
                server.pass(1, step);
                granules++;
            }
        } else {
            granules = ModelServer.GRANULES_MAX + 1;
        }
        of.patience(granules);
        return granules;
    }
}
