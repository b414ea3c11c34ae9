package io.quorate.conformance.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.OpCode;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Quiet;
import io.quorate.conformance.Subject;
import io.quorate.testkit.LeftOutFigures;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The four-letter words answer in the form of ZooKeeper 3.9.5: the same lines and keys, figures and
 * ids aside.
 */
@ForEveryAssembly
@Timeout(120)
class FourLetterCommandsTest {
    private static final List<String> WORDS =
            List.of(
                    "ruok",
                    "isro",
                    "gtmk",
                    "stmk\0\0\0\0\0\0\1\62",
                    "dirs",
                    "conf",
                    "srvr",
                    "stat",
                    "cons",
                    "wchs",
                    "wchc",
                    "wchp",
                    "dump",
                    "envi",
                    "crst",
                    "srst",
                    "abcd");
    private static final Pattern DATE =
            Pattern.compile("\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");
    private static final Pattern FIGURE = Pattern.compile("0x[0-9a-f]+|-?\\d+(\\.\\d+)?");

    @TempDir Path directory;

    @Test
    void answersHaveTheFormOfTheReference() throws Exception {
        Map<String, String> expected = answers(Product.zooKeeper());
        Map<String, String> actual = answers(Subject.product());
        SoftAssertions all = new SoftAssertions();
        expected.forEach(
                (word, answer) -> all.assertThat(actual.get(word)).as(word).isEqualTo(answer));
        all.assertAll();
    }

    /** As kept by the reference: what is refused is refused at once. */
    @Test
    void aWordThatIsNotAllowedIsRefusedBeforeItsArgumentHasCome() throws Exception {
        for (Product product : List.of(Product.zooKeeper(), Subject.product())) {
            Path place = Files.createDirectories(directory.resolve("refused-" + product.name()));
            ServerSpec spec = Subject.alone(place).with("4lw.commands.whitelist", "ruok");
            try (ServerUnderTest server = product.server(spec)) {
                server.start();
                for (String sent : List.of("stmk", "stmk\0\0", "stmk\0\0\0\0\0\0\1\62")) {
                    assertThat(FourLetterClient.ask(server.port(), sent))
                            .as(product.name() + " asked with " + sent.length() + " bytes")
                            .isEqualTo(
                                    "stmk is not executed because it is not in the whitelist.\n");
                }
            }
        }
    }

    private Map<String, String> answers(Product product) throws IOException {
        Path place = Files.createDirectories(directory.resolve(product.name()));
        try (ServerUnderTest server = product.server(Subject.alone(place))) {
            server.start();
            Quiet.awaitNoSessions(server.port());
            try (RawSession session = RawSession.open(server.port(), 30_000)) {
                assertThat(session.call(Requests.create(1, "/e", new byte[3], 1))).isZero();
                assertThat(session.call(Requests.create(2, "/p", new byte[3], 0))).isZero();
                assertThat(session.call(Requests.getData(3, "/e", true))).isZero();
                assertThat(
                                session.call(
                                        Requests.header(4, OpCode.ADD_WATCH)
                                                .string("/p")
                                                .int32(1)
                                                .frame()))
                        .isZero();
                Map<String, String> answers = new TreeMap<>();
                answers.put("mntr keys", keys(FourLetterClient.monitor(server.port())));
                for (String word : WORDS) {
                    String answer =
                            OwnLines.without(
                                    product, word, FourLetterClient.ask(server.port(), word));
                    answers.put(word.substring(0, 4), normal(word, answer, server, place));
                }
                session.call(Requests.close(5));
                return answers;
            }
        }
    }

    /** Keys that exist without anything special happening; those of namespaces come with use. */
    private static String keys(Map<String, String> monitor) {
        return monitor.keySet().stream()
                .filter(key -> !key.contains("per_namespace"))
                .filter(key -> !LeftOutFigures.contain(key) && !OwnLines.isOwn(key))
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    private static String normal(String word, String answer, ServerUnderTest server, Path place) {
        String text =
                answer.replace(Integer.toString(server.port()), "PORT")
                        .replace(place.toString(), "DIR");
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("0 expire at")) {
                continue; // a bucket that sessions have left
            }
            String plain = FIGURE.matcher(DATE.matcher(line).replaceAll("DATE")).replaceAll("N");
            if (word.equals("envi") || line.startsWith("Zookeeper version")) {
                plain = plain.replaceAll("[=:].*", "="); // values of another program
            }
            lines.add(plain.replaceAll("\\[N?\\]", "[OPS]"));
            if (plain.equals("Connections dump:")) {
                break; // only the reference's NIO transport has a table here
            }
        }
        boolean ordered = Stream.of("srvr", "conf", "dump").anyMatch(word::equals);
        return ordered
                ? String.join("\n", lines)
                : lines.stream().sorted().collect(Collectors.joining("\n"));
    }
}
