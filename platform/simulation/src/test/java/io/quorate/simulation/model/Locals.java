package io.quorate.simulation.model;

import io.quorate.peer.LinkEvent;
import io.quorate.peer.PeerMessage;
import io.quorate.simulation.graph.Fingerprint;
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
        return of(new ModelServer(server));
    }

    private LocalState of(ModelServer server) {
        Fingerprint fingerprint = setting.graphs().fingerprint(server, server.nowNanos());
        return states.get(states.of(fingerprint, number -> new LocalState(number, server)));
    }

    LocalState.Taken step(LocalState from, long event) {
        LocalState.Taken known = from.taken().get(event);
        if (known == null) {
            known = take(from, event);
            from.taken().put(event, known);
        }
        return known;
    }

    private LocalState.Taken take(LocalState from, long event) {
        steps.incrementAndGet();
        Step step = new Step(setting, null);
        try {
            LocalState next = of(after(from, event, step));
            return taken(next, step, null);
        } catch (AssertionError | RuntimeException e) {
            AssertionError breach =
                    e instanceof AssertionError error
                            ? error
                            : new AssertionError("NoCoreThrows: " + e, e);
            return taken(null, step, breach);
        }
    }

    private LocalState.Taken taken(LocalState next, Step step, AssertionError breach) {
        Effect[] effects = step.effects().toArray(new Effect[0]);
        int[] numbers = new int[effects.length];
        for (int i = 0; i < effects.length; i++) {
            numbers[i] =
                    switch (effects[i]) {
                        case Effect.Sent sent -> messages.of(sent.message());
                        case Effect.Dialled it ->
                                it.preamble() == null ? -1 : messages.of(it.preamble());
                        case Effect.Closed any -> -1;
                        case Effect.Judged it -> judged.of(it);
                    };
        }
        return new LocalState.Taken(next, effects, numbers, breach);
    }

    /** The lines for people of a step. */
    void tell(LocalState from, long event, List<String> lines) {
        try {
            after(from, event, new Step(setting, lines));
        } catch (AssertionError | RuntimeException e) {
            lines.add("!! " + e.getMessage());
        }
    }

    private ModelServer after(LocalState from, long event, Step step) {
        ModelServer server = setting.graphs().copy(from.server());
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
            case CRASH -> server.crash(value, step);
            case START -> server.start(step);
            case TIME -> server.pass(value, step);
        }
        return server;
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
            ModelServer server = setting.graphs().copy(of.server());
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
