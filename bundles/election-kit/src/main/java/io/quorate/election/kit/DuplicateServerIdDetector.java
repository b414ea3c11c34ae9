package io.quorate.election.kit;

import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.runtime.LogText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports servers that share a number to the operator, as two have whose {@code myid} files hold
 * the same. They take each other's connections away, and nothing else says why. Each pair of number
 * and address is reported once, and of {@value #TOLD_MAX} pairs at most, for anybody can say
 * anything on this port.
 */
final class DuplicateServerIdDetector {
    private static final Logger LOG = LoggerFactory.getLogger(DuplicateServerIdDetector.class);
    static final int TOLD_MAX = 64;
    private static final int SENTENCE_CHARS_MAX = 1_000;

    private final Supplier<ServerId> self;
    private final Set<String> told = new HashSet<>();

    /**
     * @param self number of this server, asked each time: it is known only when the core has
     *     started
     */
    DuplicateServerIdDetector(Supplier<ServerId> self) {
        this.self = self;
    }

    /**
     * Looks at what a dialler says of itself.
     *
     * @param configured where the configuration looks for a server of that number; empty if nowhere
     * @return the sentence for the operator, or null where there is nothing (new) to report
     */
    String sentence(Introduction hello, Endpoint remote, List<Endpoint> configured) {
        List<Endpoint> given = hello.reachableAddresses();
        boolean own = hello.sender().equals(self.get());
        boolean elsewhere =
                !given.isEmpty()
                        && !configured.isEmpty()
                        && given.stream()
                                .noneMatch(
                                        one ->
                                                configured.stream()
                                                        .anyMatch(other -> mayBeSame(one, other)));
        if (!own && !elsewhere
                || told.size() >= TOLD_MAX
                || !told.add(hello.sender().value() + "@" + given)) {
            return null;
        }
        return own
                ? "A server at %s says that it is server %d, which is the number of this server: its member line for this server or one of the two myid files is wrong. Its connection is closed"
                        .formatted(given.isEmpty() ? remote : given, self.get().value())
                : "A server says that it is server %d at %s; the configuration has server %d at %s. Its member lines differ from ours, or two servers have the number %d"
                        .formatted(
                                hello.sender().value(),
                                given,
                                hello.sender().value(),
                                configured,
                                hello.sender().value());
    }

    /**
     * ZooKeeper gives the address where the configuration has a name; only literals can be
     * compared.
     */
    private static boolean mayBeSame(Endpoint one, Endpoint other) {
        return one.port() == other.port()
                && (one.host().equals(other.host())
                        || !isLiteral(one.host())
                        || !isLiteral(other.host()));
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    void look(Introduction hello, Endpoint remote, List<Endpoint> configured) {
        String sentence = sentence(hello, remote, configured);
        if (sentence != null) {
            LOG.warn(LogText.of(sentence, SENTENCE_CHARS_MAX));
        }
    }
}
