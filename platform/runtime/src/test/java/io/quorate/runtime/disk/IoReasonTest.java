package io.quorate.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class IoReasonTest {

    @Test
    void theReasonIsToldAndNotTheFileAlone() {
        assertThat(IoReason.of(new AccessDeniedException("/data")))
                .isEqualTo("permission denied: /data");
        assertThat(IoReason.of(new NoSuchFileException("/data")))
                .isEqualTo("no such file or directory: /data");
        assertThat(IoReason.of(new FileAlreadyExistsException("/data")))
                .isEqualTo("there is a file of that name: /data");
        assertThat(IoReason.of(new FileSystemException("/data", null, "Read-only file system")))
                .isEqualTo("/data: Read-only file system");
        assertThat(IoReason.of(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(IoReason.of(new ClosedByInterruptException()))
                .isEqualTo("ClosedByInterruptException");
        assertThat(IoReason.of(new MalformedInputException(1))).isEqualTo("it is no text in UTF-8");
    }
}
