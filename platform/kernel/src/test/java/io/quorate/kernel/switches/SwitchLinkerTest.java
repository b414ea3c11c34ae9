package io.quorate.kernel.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.kernel.switches.Switches.Circle;
import io.quorate.kernel.switches.Switches.Square;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchLinkerTest {
    private final SwitchLinker linker = new SwitchLinker(getClass().getClassLoader());

    @Test
    void answersAsTheSwitchesThatTheCompilerMade() throws Exception {
        Function<Object, String> linked = new Linked().load();

        for (Object value :
                Arrays.asList(
                        null,
                        5,
                        50,
                        500,
                        5L,
                        "red",
                        "text",
                        new int[3],
                        new Circle(11),
                        new Circle(10),
                        new Square("x"),
                        new Square(new Circle(2)),
                        new Square(new Square("y")),
                        new Square(new Square(3)),
                        List.of())) {
            assertThat(linked.apply(value)).isEqualTo(new Switches().apply(value));
        }
    }

    @Test
    void leavesNoSwitchOverTypesToTheStart() throws IOException {
        assertThat(typeSwitches(bytes(Switches.class))).hasSize(5);
        assertThat(typeSwitches(bytes(Switches.Shape.class))).hasSize(1);

        // The one over constants stays: its labels are looked up when it runs.
        assertThat(typeSwitches(linker.link(bytes(Switches.class)))).hasSize(1);
        assertThat(typeSwitches(linker.link(bytes(Switches.Shape.class)))).isEmpty();
    }

    @Test
    void classesWithoutAndLinkedOnesStayAsTheyAre() throws IOException {
        byte[] none = bytes(Circle.class);
        byte[] linked = linker.link(bytes(Switches.Shape.class));

        assertThat(linker.link(none)).isSameAs(none);
        assertThat(linker.link(linked)).isSameAs(linked);
    }

    @Test
    void aJarKeepsItsEntriesAndIsTheSameEachTime(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("a.jar");
        String name = "io/quorate/kernel/switches/Switches.class";
        byte[] text = "as it was".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            put(out, "META-INF/", new byte[0], ZipEntry.STORED);
            put(out, name, bytes(Switches.class), ZipEntry.STORED);
            put(out, "text", text, ZipEntry.DEFLATED);
        }
        try (LinkedJars jars = new LinkedJars(List.of(jar))) {
            jars.copy(jar, folder.resolve("b.jar"));
            jars.copy(jar, folder.resolve("c.jar"));
        }

        assertThat(folder.resolve("b.jar")).hasSameBinaryContentAs(folder.resolve("c.jar"));
        try (JarFile before = new JarFile(jar.toFile());
                JarFile after = new JarFile(folder.resolve("b.jar").toFile())) {
            assertThat(after.stream().map(SwitchLinkerTest::shape))
                    .containsExactlyElementsOf(
                            before.stream().map(SwitchLinkerTest::shape).toList());
            assertThat(after.getInputStream(after.getEntry("text")).readAllBytes()).isEqualTo(text);
            assertThat(typeSwitches(after.getInputStream(after.getEntry(name)).readAllBytes()))
                    .hasSize(1);
        }
    }

    private static String shape(JarEntry entry) {
        return entry.getName() + ' ' + entry.getTimeLocal() + ' ' + entry.getMethod();
    }

    private static void put(JarOutputStream out, String name, byte[] bytes, int method)
            throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            entry.setCrc(checksum.getValue());
            entry.setSize(bytes.length);
        }
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (var in = type.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static List<String> typeSwitches(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        List<String> found = new ArrayList<>();
        model.methods()
                .forEach(
                        method ->
                                method.code().stream()
                                        .flatMap(code -> code.elementStream())
                                        .filter(InvokeDynamicInstruction.class::isInstance)
                                        .map(InvokeDynamicInstruction.class::cast)
                                        .map(call -> call.bootstrapMethod().methodName())
                                        .filter("typeSwitch"::equals)
                                        .forEach(found::add));
        return found;
    }

    /** Defines the linked classes; all others come from the tests. */
    private final class Linked extends ClassLoader {
        Linked() {
            super(SwitchLinkerTest.class.getClassLoader());
        }

        @SuppressWarnings("unchecked")
        Function<Object, String> load() throws Exception {
            byte[] linked = linker.link(bytes(Switches.class));
            Class<?> type = defineClass(Switches.class.getName(), linked, 0, linked.length);
            return (Function<Object, String>) type.getConstructor().newInstance();
        }
    }
}
