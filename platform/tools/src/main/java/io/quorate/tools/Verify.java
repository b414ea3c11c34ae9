package io.quorate.tools;

import io.quorate.tools.verify.DirectoryCheck;
import io.quorate.tools.verify.Report;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Checks the data directory of a server that does not run, also ZooKeeper's. Ends with 0 where
 * nothing is wrong, 1 where something needs attention, 2 where the directory cannot be used or
 * cannot be checked. Source: docs/adr/0119.
 */
@Command(
        name = "verify",
        customSynopsis = "quorate tool verify dataDir [dataLogDir] | zoo.cfg",
        description = {
            "Checks logs, snapshots, hard state and the tree they come to, and says what mends what is"
                    + " wrong. Nothing is changed.",
            "Ends with 0: nothing is wrong; 1: something needs attention; 2: it cannot be used, or not"
                    + " be checked."
        })
public final class Verify implements Callable<Integer> {

    private static final int EXIT_UNUSABLE = 2;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Spec
    private CommandSpec spec;

    @Mixin private final DataDirectories directories = new DataDirectories();

    public static void main(String... arguments) {
        // What is found is said once, by the report.
        System.setProperty("quorate.log.console", "false");
        System.exit(Tool.run(new Verify(), arguments));
    }

    @Override
    public Integer call() {
        try {
            Report report = DirectoryCheck.check(directories.snapshots(), directories.logs());
            report.print(spec.commandLine().getOut());
            return report.severity().ordinal();
        } catch (IOException | RuntimeException failure) {
            String sentence = failure.getMessage();
            spec.commandLine().getErr().println(sentence == null ? failure.toString() : sentence);
            return EXIT_UNUSABLE;
        }
    }
}
