package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @TempDir Path folder;

    @Test
    void aMappedFileIsFoundAmongTheMappings() throws Exception {
        Path maps =
                Files.writeString(
                        folder.resolve("maps"),
                        "32001000-34492000 rw-p 00001000 fe:00 54 /srv/cache/server.aot\n7f-80 r--p 0 fe:00 1 /lib/x.so\n");
        assertThat(ClassArchive.isMapped("/srv/cache/server.aot", maps)).isTrue();
        assertThat(ClassArchive.isMapped("/srv/cache/other.aot", maps)).isFalse();
    }

    @Test
    void theReasonNamesTheFlagThatCausesIt() {
        assertThat(ClassArchive.reason(List.of("-Da=b", "-javaagent:x.jar", "-Xmx1g")))
                .isEqualTo("-javaagent:x.jar: no archive can be used beside an agent");
        assertThat(ClassArchive.reason(List.of("-Dcom.sun.management.jmxremote.port=1")))
                .startsWith("-Dcom.sun.management.jmxremote.port=1: ")
                .contains("JMXPORT");
        assertThat(ClassArchive.reason(List.of("-XX:+UseZGC", "-Da=b", "-Xmx40g")))
                .contains("(now -XX:+UseZGC -Xmx40g)")
                .contains("quorate prepare");
    }
}
