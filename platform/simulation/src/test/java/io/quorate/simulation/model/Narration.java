package io.quorate.simulation.model;

import java.util.ArrayList;
import java.util.List;

/** A run as lines for people; or nobody listens. */
class Narration {

    /** Nobody listens. */
    static final Narration NONE = new Narration();

    void step(int server, LocalState from, long event, LocalState.Taken taken) {}

    void cut(int one, int other, int port) {}

    void connects(int dialler, int acceptor, int port) {}

    /** Keeps the lines. */
    static final class Lines extends Narration {

        private final Setting setting;
        private final Locals locals;
        private final List<String> lines = new ArrayList<>();

        Lines(Setting setting, Locals locals) {
            this.setting = setting;
            this.locals = locals;
        }

        List<String> lines() {
            return lines;
        }

        @Override
        void step(int server, LocalState from, long event, LocalState.Taken taken) {
            lines.add("server " + (server + 1) + ": " + heading(event));
            List<String> told = new ArrayList<>();
            locals.tell(from, event, told);
            told.forEach(line -> lines.add("    " + line));
        }

        private static String heading(long event) {
            int value = LocalEvent.value(event);
            return switch (LocalEvent.kind(event)) {
                case UP -> "a link to server " + (LocalEvent.remote(event) + 1) + " is up";
                case RECEIVED -> "a message arrives";
                case DOWN -> "a link is down";
                case DIAL_FAILED -> "a dial comes to nothing";
                case PERSISTED -> "its disk completes a batch";
                case READ -> "its storage answers a read";
                case WRITE -> "a client asks for write " + value;
                case SYNC -> "a client asks for a sync";
                case ELECTED -> "is told that server " + (value + 1) + " is elected";
                case CRASH -> "loses its power";
                case START -> "starts; of what its disk was asked for before survive " + value;
                case TIME -> value * ModelServer.GRANULE_NANOS / 1_000_000 + " ms pass";
            };
        }

        @Override
        void cut(int one, int other, int port) {
            lines.add(
                    "the connection between servers %d and %d (%s) breaks with what is on it"
                            .formatted(one + 1, other + 1, setting.port(port).name()));
        }

        @Override
        void connects(int dialler, int acceptor, int port) {
            lines.add(
                    "server %d reaches server %d (%s)"
                            .formatted(dialler + 1, acceptor + 1, setting.port(port).name()));
        }
    }
}
