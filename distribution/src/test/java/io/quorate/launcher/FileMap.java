package io.quorate.launcher;

import io.quorate.storage.StorageFactory;
import java.util.Map;
import org.example.quorate.filemap.FileMapFactory;

/** The storage of the tests whose tree lives in a file. */
final class FileMap {

    static final ToyPlugin PLUGIN =
            new ToyPlugin(
                    StorageFactory.class,
                    FileMapFactory.class,
                    Map.entry("storage.engine", "filemap"),
                    String.join(
                            ",",
                            "io.quorate.model;version=\"[1.1,2)\"",
                            "io.quorate.runtime",
                            "io.quorate.runtime.disk",
                            "io.quorate.wire;version=\"[1.1,2)\"",
                            "io.quorate.storage;version=\"[3.0,4)\"",
                            "io.quorate.storage.kit;version=\"[3.0,4)\"",
                            "io.quorate.storage.kit.log;version=\"[1.0,2)\"",
                            "io.quorate.storage.kit.snapshot;version=\"[1.0,2)\""),
                    """
                    ## Storage plugin filemap

                    quorate.filemap.viewMillis | file | ms 1 | 5000 | yes | viewMillis | How long a view lasts
                    quorate.filemap.debt | file | bytes 1 1073741824 | 1048576 | yes | debtBytes | Debt from which writes are slowed; at twice as much none is taken
                    """);

    private FileMap() {}
}
