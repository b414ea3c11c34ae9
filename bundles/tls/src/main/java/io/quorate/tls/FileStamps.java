package io.quorate.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells cheaply whether files may have changed: by what is behind their names (symbolic links
 * followed), their sizes and times. One thread.
 */
final class FileStamps {

    /** Within that time a file may change again without its stamp saying so. */
    private static final long COARSE_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final List<Path> files = new ArrayList<>();
    private List<String> seen = List.of();
    private boolean fresh;

    FileStamps(TlsSettings settings) {
        add(settings.keyStore());
        StoreSettings trusted = settings.trustStore();
        if (trusted != null) {
            add(trusted);
        }
    }

    private void add(StoreSettings store) {
        files.add(store.file());
        Path passwordFile = store.passwordFile();
        if (passwordFile != null) {
            files.add(passwordFile);
        }
    }

    /** Whether they should be read again; asks for what was seen since the last call. */
    boolean mayHaveChanged() {
        boolean doubtful = fresh;
        fresh = false;
        List<String> now = files.stream().map(this::stamp).toList();
        boolean changed = doubtful || !now.equals(seen);
        seen = now;
        return changed;
    }

    private String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            fresh |=
                    System.currentTimeMillis() - attributes.lastModifiedTime().toMillis()
                            < COARSE_MILLIS;
            return file.toRealPath()
                    + " "
                    + attributes.fileKey()
                    + " "
                    + attributes.size()
                    + " "
                    + attributes.lastModifiedTime();
        } catch (IOException missing) {
            return "missing";
        }
    }
}
