package io.quorate.tools;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How every tool ends: 0, 1 with one sentence where it failed, 2 where it was called wrongly. */
final class Tool {

    private static final int EXIT_FAILED = 1;

    private Tool() {}

    static int run(Object command, String... arguments) {
        return line(command).execute(arguments);
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
