package io.quorate.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How every tool ends: 0, 1 with one sentence where it failed, 2 where it was called wrongly. */
final class Tool {

    private static final int EXIT_FAILED = 1;

    private Tool() {}

    static int run(Object command, String... arguments) {
        return line(command).execute(arguments);
    }

    /** Says in one sentence what a path is not, before anything else is tried with it. */
    static void demandFile(Path file) throws IOException {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new IOException("there is no file " + file);
        }
    }

    static CommandLine line(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .type(boolean.class)
                                .usageHelp(true)
                                .description("Shows this text.")
                                .build());
        line.setExecutionExceptionHandler(
                (failure, commandLine, parsed) -> {
                    String sentence = failure.getMessage();
                    commandLine.getErr().println(sentence == null ? failure.toString() : sentence);
                    return EXIT_FAILED;
                });
        return line;
    }
}
