package io.quorate.tools;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Where the data of a server is, as the parameters of a command say it. */
final class DataDirectories {

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Parameters(
            index = "0",
            paramLabel = "dataDir",
            description = "Data directory of a server, as dataDir in its configuration.")
    private Path dataDir;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "dataLogDir",
            description = "Where its logs are, if not there.")
    private @Nullable Path dataLogDir;

    Path snapshots() {
        return dataDir;
    }

    Path logs() {
        return dataLogDir == null ? dataDir : dataLogDir;
    }
}
