package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.Subject;
import io.quorate.conformance.admin.OwnLines;
import io.quorate.testkit.LeftOutFigures;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leader, follower and observer answer the four-letter words in the form of ZooKeeper 3.9.5: the
 * same lines and keys, figures and ids aside.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(600)
class MemberWordsTest {

    private static final Pattern DATE =
            Pattern.compile("\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");
    private static final Pattern FIGURE = Pattern.compile("0x[0-9a-f]+|-?\\d+(\\.\\d+)?");
    private static final Pattern HANDLER = Pattern.compile(".*_\\d+_(learner_handler|ack).*");

    @TempDir Path directory;

    @Test
    void answersHaveTheFormOfTheReference() throws Exception {
        for (boolean local : new boolean[] {false, true}) {
            Map<String, String> expected = answers(Product.zooKeeper(), local);
            Map<String, String> actual = answers(Subject.product(), local);
            SoftAssertions all = new SoftAssertions();
            expected.forEach(
                    (word, answer) -> all.assertThat(actual.get(word)).as(word).isEqualTo(answer));
            all.assertAll();
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
        }
    }

    private Map<String, String> answers(Product product, boolean local) throws Exception {
        Path place = Files.createDirectories(directory.resolve(product.name() + local));
        try (EnsembleUnderTest ensemble =
                new EnsembleUnderTest(
                        place,
                        Collections.nCopies(4, product),
                        Set.of(4L),
                        (id, spec) -> spec.with("localSessionsEnabled", local))) {
            ensemble.start();
            long leader = ensemble.awaitLeader();
            long follower = leader == 1 ? 2 : 1;
            await(ensemble, leader, Map.of("learners", "3", "synced_followers", "2"));
            Map<String, String> answers = new TreeMap<>();
            for (long id : new long[] {leader, follower, 4}) {
                // the handshakes that showed that the servers run have left sessions
                await(ensemble, id, Map.of("local_sessions", "0", "global_sessions", "0"));
                try (RawSession session = RawSession.open(ensemble.server(id).port(), 30_000)) {
                    assertThat(session.call(Requests.create(1, "/n" + id, new byte[3], 0)))
                            .isZero();
                    assertThat(session.call(Requests.getData(2, "/n" + id, true))).isZero();
                    tell(product, ensemble, id, answers);
                    session.call(Requests.close(3));
                }
            }
            return answers;
        }
    }

    /** Waits until a server counts this; who joined may have had to join once more. */
    private static void await(EnsembleUnderTest ensemble, long id, Map<String, String> wanted)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Map<String, String> figures = FourLetterClient.monitor(ensemble.server(id).port());
            if (figures.entrySet().containsAll(wanted.entrySet())) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("server %d counts %s in time, and now %s", id, wanted, figures)
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static void tell(
            Product product, EnsembleUnderTest ensemble, long id, Map<String, String> answers)
            throws IOException {
        int port = ensemble.server(id).port();
        Map<String, String> monitor = FourLetterClient.monitor(port);
        String role = monitor.get("server_state");
        answers.put(
                role + " mntr keys",
                monitor.keySet().stream()
                        .filter(key -> !key.contains("per_namespace"))
                        .filter(key -> !LeftOutFigures.contain(key) && !OwnLines.isOwn(key))
                        .filter(key -> !HANDLER.matcher(key).matches())
                        .collect(Collectors.toCollection(TreeSet::new))
                        .toString());
        for (String key :
                new String[] {
                    "peer_state",
                    "quorum_size",
                    "learners",
                    "synced_followers",
                    "synced_non_voting_followers",
                    "synced_observers",
                    "pending_syncs",
                    "local_sessions",
                    "global_sessions"
                }) {
            answers.put(role + " mntr " + key, String.valueOf(monitor.get(key)));
        }
        for (String word : new String[] {"conf", "srvr", "stat", "cons", "dump", "isro"}) {
            String answer = OwnLines.without(product, word, FourLetterClient.ask(port, word));
            answers.put(role + ' ' + word, normal(word, answer));
        }
    }

    private static String normal(String word, String answer) {
        List<String> lines = new ArrayList<>();
        for (String line : answer.split("\n", -1)) {
            if (line.startsWith("0 expire at")) {
                continue; // a bucket that sessions have left
            }
            if (line.startsWith("Zookeeper version") || line.startsWith("data")) {
                lines.add(line.substring(0, line.indexOf(line.startsWith("data") ? '=' : ':')));
            } else {
                lines.add(
                        FIGURE.matcher(DATE.matcher(line).replaceAll("DATE"))
                                .replaceAll("N")
                                .replaceAll("\\[N?\\]", "[OPS]"));
            }
            if (line.equals("Connections dump:")) {
                break; // only the reference's NIO transport has a table here
            }
        }
        if (word.equals("cons") || word.equals("stat")) {
            Collections.sort(lines); // connections come in any order
        }
        return String.join("\n", lines);
    }
}
