package io.quorate.launcher;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FileMapOfAServerTest extends StorageOfAServer {

    FileMapOfAServerTest() {
        super("filemap");
    }

    @Override
    void install(Path plugins) throws Exception {
        FileMap.PLUGIN.pack(plugins.resolve("filemap.jar"));
    }
}
