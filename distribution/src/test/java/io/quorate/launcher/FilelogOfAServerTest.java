package io.quorate.launcher;

import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FilelogOfAServerTest extends StorageOfAServer {

    FilelogOfAServerTest() {
        super("filelog");
    }
}
