package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * shellcheck has nothing against our shell scripts. Skipped with a message where it is not
 * installed ({@code apt install shellcheck}); {@code .ci/run} installs it.
 */
class ShellScriptsTest {

    @Test
    void shellcheckFindsNothing() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "there is no shellcheck on the PATH");
        List<String> command = new ArrayList<>(List.of("shellcheck"));
        scripts().map(SourceTree::name).forEach(command::add);
        assertThat(command).hasSizeGreaterThan(15);
        Process shellcheck =
                new ProcessBuilder(command)
                        .directory(SourceTree.ROOT.toFile())
                        .redirectErrorStream(true)
                        .start();
        String findings =
                new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shellcheck.waitFor()).as(findings).isZero();
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck")));
    }

    /** Those named so, and those that begin as one. */
    private static Stream<Path> scripts() {
        return SourceTree.files().stream()
                .filter(
                        file ->
                                file.toString().endsWith(".sh")
                                        || file.getFileName().toString().indexOf('.') < 0
                                                && begins(file));
    }

    private static boolean begins(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String head =
                    new String(bytes, 0, Math.min(bytes.length, 20), StandardCharsets.ISO_8859_1);
            return head.startsWith("#!/bin/sh") || head.startsWith("#!/bin/bash");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
