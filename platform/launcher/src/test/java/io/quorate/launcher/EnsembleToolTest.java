package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the servers of a configuration are asked. */
class EnsembleToolTest {

    @TempDir Path folder;

    private Path file(String... lines) throws IOException {
        Path file = folder.resolve("zoo.cfg");
        Files.writeString(file, "dataDir=data\nclientPort=2191\ninitLimit=10\nsyncLimit=5\n");
        return Files.write(file, List.of(lines), StandardOpenOption.APPEND);
    }

    @Test
    void aLineWithoutClientPortMeansThatOfTheFile() throws Exception {
        Path file = file("server.1=one:2888:3888", "server.2=two:2888:3888;2181");
        assertThat(EnsembleTool.clientEndpoints(file).values())
                .containsExactly(
                        new EnsembleTool.ClientEndpoint("one", 2191),
                        new EnsembleTool.ClientEndpoint("two", 2181));
    }

    @Test
    void serversThatCannotBeToldApartAreNotAsked() throws Exception {
        Path file = file("server.1=here:2881:3881", "server.2=here:2882:3882");
        assertThatThrownBy(() -> EnsembleTool.clientEndpoints(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "The lines server.1 and server.2 in "
                                + file
                                + " both mean here:2191 for clients: end each with ; and its own client port, so that these servers can be told apart.");
    }
}
