package io.quorate.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes the snapshots and logs that no start needs. The server may run meanwhile. */
@Command(
        name = "zkCleanup.sh",
        customSynopsis = {
            "quorate cleanup [zoo.cfg] -n count",
            "       quorate cleanup dataLogDir [dataDir] -n count"
        },
        description = "Removes old snapshots and the logs before them.")
public final class Cleanup implements Callable<Integer> {

    private static final int LEAST = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("M/d/yy, h:mm a", Locale.US);

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Parameters(
            arity = "1..2",
            hidden = true,
            paramLabel = "dataLogDir [dataDir]",
            description = "Where the logs are, and where the snapshots are if not there.")
    private List<Path> folders;

    @Option(
            names = "-n",
            required = true,
            paramLabel = "count",
            description = "How many snapshots stay, 3 or more.")
    private int count;

    public static void main(String... arguments) {
        System.exit(Tool.run(new Cleanup(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (count < LEAST) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "count should be greater than or equal to " + LEAST);
        }
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("there is no folder " + folder);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        DataFiles files = new DataFiles(folders.getFirst(), folders.getLast());
        for (Path file : files.superfluous(count)) {
            out.println(
                    "Removing file: "
                            + TIME.format(
                                    Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis())
                                            .atZone(ZoneId.systemDefault()))
                            + "\t"
                            + file);
            Files.delete(file);
        }
        return 0;
    }
}
