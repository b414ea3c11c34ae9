package io.quorate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.shell.client.ConnectString;
import io.quorate.shell.client.SessionSettings;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WordCompleterTest {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private static List<String> completed(Shell shell, String line) {
        List<Candidate> candidates = new ArrayList<>();
        new WordCompleter(shell)
                .complete(null, new DefaultParser().parse(line, line.length()), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Test
    void commandsAndPaths() throws Exception {
        try (ReferenceServer server = new ReferenceServer()) {
            Shell shell =
                    new Shell(
                            ConnectString.parse(server.address()),
                            SessionSettings.plain(10_000, false),
                            NOWHERE,
                            NOWHERE);
            shell.awaitConnected();
            for (String path : List.of("/app", "/apple", "/app/one", "/app/two")) {
                shell.line("create " + path);
            }
            assertThat(completed(shell, "delete")).containsExactly("delete", "deleteall");
            assertThat(completed(shell, "set")).containsExactly("set", "setAcl", "setquota");
            assertThat(completed(shell, "ls /ap")).containsExactly("/app", "/apple");
            assertThat(completed(shell, "ls -s /app/")).containsExactly("/app/one", "/app/two");
            assertThat(completed(shell, "ls /none/")).isEmpty();
            assertThat(completed(shell, "ls x")).isEmpty();
            shell.line("close");
            assertThat(completed(shell, "ls /ap")).isEmpty();
        }
    }
}
