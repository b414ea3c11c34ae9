package io.quorate.simulation;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.ConsensusReport;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A consensus whose cores make a mistake: what they are told and what they want is rewritten.
 * Tickets stay gapless, whatever is left out, added or moved.
 */
public final class RewritingFactory implements ConsensusFactory {

    /** A mistake of one core. */
    public interface Mistake {

        /** What the core wants, as it will be done. Tickets added get 0. */
        default List<ConsensusAction> actions(ConsensusEvent cause, List<ConsensusAction> actions) {
            List<ConsensusAction> done = new ArrayList<>();
            actions.forEach(action -> action(action, done));
            return done;
        }

        /** One action the core wants; adds to {@code done} what comes of it. */
        default void action(ConsensusAction action, List<ConsensusAction> done) {
            done.add(action);
        }

        /** What the core is told; null for nothing. */
        default ConsensusEvent event(ConsensusEvent event) {
            return event;
        }

        /**
         * What the core is told beside, behind everything else; null for nothing more. Tickets are
         * the core's own.
         */
        default ConsensusEvent beside() {
            return null;
        }

        /** Each action of the core becomes another one. */
        static Mistake inEach(UnaryOperator<ConsensusAction> other) {
            return new Mistake() {
                @Override
                public void action(ConsensusAction action, List<ConsensusAction> done) {
                    done.add(other.apply(action));
                }
            };
        }
    }

    private final ConsensusFactory sound;
    private final Supplier<Mistake> mistakes;

    public RewritingFactory(ConsensusFactory sound, Supplier<Mistake> mistakes) {
        this.sound = sound;
        this.mistakes = mistakes;
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return sound.ports(settings);
    }

    @Override
    public String protocol() {
        return sound.protocol();
    }

    @Override
    public boolean needsPeers() {
        return sound.needsPeers();
    }

    @Override
    public boolean needsElection() {
        return sound.needsElection();
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return new Core(sound.create(settings), mistakes.get());
    }

    private static final class Core implements ConsensusCore {

        private final ConsensusCore inner;
        private final Mistake mistake;
        private final TreeMap<Long, Long> outerOf = new TreeMap<>();
        private final Map<Long, Long> innerOf = new TreeMap<>();
        private long tickets;
        private long innerTickets;
        private long persisted;

        Core(ConsensusCore inner, Mistake mistake) {
            this.inner = inner;
            this.mistake = mistake;
        }

        @Override
        public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
            ConsensusEvent told = translate(event);
            told = told == null ? null : mistake.event(told);
            tell(nowNanos, event, told, out);
            for (ConsensusEvent more = mistake.beside(); more != null; more = mistake.beside()) {
                tell(nowNanos, more, more, out);
            }
        }

        private void tell(
                long nowNanos, ConsensusEvent event, ConsensusEvent told, ConsensusActions out) {
            List<ConsensusAction> wanted = new ArrayList<>();
            if (told != null) {
                inner.step(nowNanos, told, wanted::add);
            }
            for (ConsensusAction action : wanted) {
                innerTickets = Math.max(innerTickets, ticket(action));
            }
            for (ConsensusAction action : mistake.actions(event, wanted)) {
                out.add(renumbered(action));
            }
        }

        private ConsensusEvent translate(ConsensusEvent event) {
            return switch (event) {
                case ConsensusEvent.Persisted(long outer) -> {
                    long upTo = innerTickets;
                    for (Map.Entry<Long, Long> entry : outerOf.entrySet()) {
                        if (entry.getValue() > outer) {
                            upTo = entry.getKey() - 1;
                            break;
                        }
                    }
                    if (upTo <= persisted) {
                        yield null;
                    }
                    persisted = upTo;
                    outerOf.headMap(upTo).clear();
                    yield new ConsensusEvent.Persisted(upTo);
                }
                case ConsensusEvent.HistoryReset reset -> {
                    Long ticket = innerOf.get(reset.ticket());
                    yield ticket == null
                            ? null
                            : new ConsensusEvent.HistoryReset(
                                    ticket, reset.lastZxid(), reset.appliedZxid(), reset.ok());
                }
                default -> event;
            };
        }

        private static long ticket(ConsensusAction action) {
            return switch (action) {
                case ConsensusAction.Append append -> append.ticket();
                case ConsensusAction.Truncate truncate -> truncate.ticket();
                case ConsensusAction.WriteHardState write -> write.ticket();
                case ConsensusAction.StoreMembership store -> store.ticket();
                case ConsensusAction.InstallSnapshot install -> install.ticket();
                default -> 0;
            };
        }

        private ConsensusAction renumbered(ConsensusAction action) {
            return switch (action) {
                case ConsensusAction.Append a ->
                        new ConsensusAction.Append(next(a.ticket()), a.entry());
                case ConsensusAction.Truncate t ->
                        new ConsensusAction.Truncate(next(t.ticket()), t.after());
                case ConsensusAction.WriteHardState w ->
                        new ConsensusAction.WriteHardState(next(w.ticket()), w.hardState());
                case ConsensusAction.StoreMembership s ->
                        new ConsensusAction.StoreMembership(
                                next(s.ticket()), s.membership(), s.stage(), s.designated());
                case ConsensusAction.InstallSnapshot i ->
                        new ConsensusAction.InstallSnapshot(
                                next(i.ticket()),
                                i.transfer(),
                                i.zxid(),
                                i.hardState(),
                                i.keepTail());
                case ConsensusAction.Link(LinkAction.Send send) ->
                        new ConsensusAction.Link(
                                new LinkAction.Send(
                                        send.link(), send.message(), gate(send.after())));
                default -> action;
            };
        }

        private long next(long innerTicket) {
            tickets++;
            if (innerTicket > 0) {
                outerOf.put(innerTicket, tickets);
                innerOf.put(tickets, innerTicket);
            }
            return tickets;
        }

        private long gate(long innerTicket) {
            return outerOf.headMap(innerTicket, true).values().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }

        @Override
        public ConsensusReport report() {
            return inner.report();
        }
    }
}
