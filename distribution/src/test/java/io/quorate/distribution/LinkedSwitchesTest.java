package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No switch of the shipped server is left to spin a class when it runs first. */
class LinkedSwitchesTest {
    private final Path home = Path.of("target/quorate");

    @Test
    void noShippedClassOfOursHasAnUnlinkedSwitch() throws IOException {
        List<String> unlinked = new ArrayList<>();
        int classes = 0;
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : file.stream().filter(LinkedSwitchesTest::isOurs).toList()) {
                    classes++;
                    try (var in = file.getInputStream(entry)) {
                        if (hasSwitch(ClassFile.of().parse(in.readAllBytes()))) {
                            unlinked.add(jar.getFileName() + " " + entry.getName());
                        }
                    }
                }
            }
        }

        assertThat(classes).isGreaterThan(1000);
        assertThat(unlinked).isEmpty();
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static boolean isOurs(JarEntry entry) {
        return entry.getName().startsWith("io/quorate/")
                && entry.getName().endsWith(".class")
                && !entry.getName().endsWith("-info.class");
    }

    private static boolean hasSwitch(ClassModel model) {
        return model.methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream())
                .anyMatch(
                        element ->
                                element instanceof InvokeDynamicInstruction call
                                        && call.bootstrapMethod()
                                                .owner()
                                                .displayName()
                                                .equals("SwitchBootstraps"));
    }
}
