package io.quorate.conformance;

import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One server for all tests of a class, with empty data; ended and removed afterwards. */
public final class RunningServer implements BeforeAllCallback, AfterAllCallback {
    private final UnaryOperator<ServerSpec> change;
    private Path directory;
    private ServerUnderTest server;

    private RunningServer(UnaryOperator<ServerSpec> change) {
        this.change = change;
    }

    /** A server with the default specification of the tests, changed as given. */
    public static RunningServer with(UnaryOperator<ServerSpec> change) {
        return new RunningServer(change);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path target = Files.createDirectories(Path.of("target", "servers").toAbsolutePath());
        directory =
                Files.createTempDirectory(
                        target, context.getRequiredTestClass().getSimpleName() + "-");
        server = Subject.product().server(change.apply(Subject.alone(directory)));
        server.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.close();
        }
        if (directory != null && context.getExecutionException().isEmpty()) {
            delete(directory);
        }
    }

    /** The server; running unless a test has stopped it. */
    public ServerUnderTest server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    /** Address for client libraries. */
    public String address() {
        return "127.0.0.1:" + server.port();
    }

    /** Removes a directory and everything below. */
    public static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
