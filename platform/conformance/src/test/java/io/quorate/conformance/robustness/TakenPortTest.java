package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.FreePorts;
import io.quorate.bench.Product;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that cannot have one of its ports does not stay: it ends with a sentence and the exit
 * code of ZooKeeper, which is asked as well where it ends, too.
 */
@Timeout(180)
class TakenPortTest {

    @TempDir Path directory;

    private final List<ServerUnderTest> started = new ArrayList<>();
    private ServerSocket taken;

    @BeforeEach
    void take() throws IOException {
        taken = new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        for (ServerUnderTest server : started) {
            server.close();
        }
        taken.close();
    }

    private static List<Product> bothProducts() {
        return Subject.isReference()
                ? List.of(Product.zooKeeper())
                : List.of(Subject.quorate(), Product.zooKeeper());
    }

    private ServerUnderTest launch(Product product, UnaryOperator<ServerSpec> change)
            throws IOException {
        Path own = Files.createTempDirectory(directory, product.name());
        ServerSpec spec = change.apply(ServerSpec.in(own).with("tickTime", 200));
        Files.createDirectories(spec.dataDir());
        Files.writeString(spec.dataDir().resolve("myid"), "1\n");
        ServerUnderTest server = product.server(spec);
        started.add(server);
        server.launch();
        return server;
    }

    private static UnaryOperator<ServerSpec> memberWith(String own) throws IOException {
        String second = "127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next();
        String third = "127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next();
        return spec ->
                spec.with("initLimit", 10)
                        .with("syncLimit", 5)
                        .with("server.1", own)
                        .with("server.2", second)
                        .with("server.3", third);
    }

    private void allEndWith(int exitCode, UnaryOperator<ServerSpec> change, String sentence)
            throws IOException {
        List<ServerUnderTest> servers = new ArrayList<>();
        for (Product product : bothProducts()) {
            servers.add(launch(product, change));
        }
        for (ServerUnderTest server : servers) {
            assertThat(server.awaitEnd()).as(server.name()).isEqualTo(exitCode);
        }
        if (!Subject.isReference()) {
            assertThat(servers.getFirst().log().strip().lines().toList())
                    .last()
                    .asString()
                    .contains(sentence)
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void theClientPortOfALoneServer() throws Exception {
        allEndWith(
                1,
                spec -> spec.with("clientPort", taken.getLocalPort()),
                "clientPort: cannot listen on 127.0.0.1:"
                        + taken.getLocalPort()
                        + ": the port is in use by another process");
    }

    @Test
    void theClientPortOfAMember() throws Exception {
        UnaryOperator<ServerSpec> member =
                memberWith("127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next());
        allEndWith(
                1,
                spec -> member.apply(spec).with("clientPort", taken.getLocalPort()),
                "clientPort: cannot listen on 127.0.0.1:"
                        + taken.getLocalPort()
                        + ": the port is in use by another process");
    }

    @Test
    void theElectionPort() throws Exception {
        allEndWith(
                14,
                memberWith("127.0.0.1:" + FreePorts.next() + ":" + taken.getLocalPort()),
                "port election cannot listen on 127.0.0.1:"
                        + taken.getLocalPort()
                        + ": the port is in use by another process");
    }

    @Test
    void aNameOfItsOwnThatNobodyKnows() throws Exception {
        allEndWith(
                14,
                memberWith("no-such-host.invalid:" + FreePorts.next() + ":" + FreePorts.next()),
                "port election cannot listen on no-such-host.invalid");
    }

    /**
     * ZooKeeper stays here: whoever is elected and cannot listen looks again, and is elected again.
     */
    @Test
    void theQuorumPortOfALeaderAndTheOthersGoOn() throws Exception {
        if (Subject.isReference()) {
            return;
        }
        try (EnsembleUnderTest ensemble = ensemble((id, spec) -> spec)) {
            String[] third = ensemble.member(3).split(":");
            try (ServerSocket quorum =
                    new ServerSocket(
                            Integer.parseInt(third[1]), 1, InetAddress.getLoopbackAddress())) {
                ensemble.servers().getLast().launch(); // it waits for somebody who votes for it
                ensemble.server(1).launch();
                assertThat(ensemble.server(3).awaitEnd()).isEqualTo(14);
                assertThat(ensemble.server(3).log())
                        .contains(
                                "port quorum cannot listen on 127.0.0.1:" + quorum.getLocalPort());
            }
            ensemble.server(2).launch();
            ensemble.server(1).awaitAnswer();
            ensemble.server(2).awaitAnswer();
            assertThat(ensemble.leader()).isEqualTo(2);
        }
    }

    @Test
    void thePortForObserversOfAFollower() throws Exception {
        if (Subject.isReference()) {
            return;
        }
        try (EnsembleUnderTest ensemble =
                ensemble(
                        (id, spec) ->
                                id == 1
                                        ? spec.with("observerMasterPort", taken.getLocalPort())
                                        : spec)) {
            for (ServerUnderTest server : ensemble.servers()) {
                server.launch();
            }
            assertThat(ensemble.server(1).awaitEnd()).isEqualTo(14);
            assertThat(ensemble.server(1).log())
                    .contains("port observer cannot listen on 127.0.0.1:" + taken.getLocalPort());
            ensemble.server(2).awaitAnswer();
            assertThat(FourLetterClient.ask(ensemble.server(2).port(), "srvr")).contains("Mode: ");
        }
    }

    private EnsembleUnderTest ensemble(BiFunction<Long, ServerSpec, ServerSpec> change)
            throws IOException {
        return new EnsembleUnderTest(
                directory,
                Collections.nCopies(3, Subject.product()),
                Set.of(),
                (id, spec) -> change.apply(id, spec.with("tickTime", 200)));
    }
}
