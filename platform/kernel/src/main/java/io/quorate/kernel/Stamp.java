package io.quorate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * What distinguishes one content of a file name from another without reading it.
 *
 * @param special what it is instead of a file, for people; null for a file
 * @param size in bytes
 * @param modifiedMillis time of the last change
 * @param file number of the file, so that one renamed over another is seen
 */
record Stamp(String special, long size, long modifiedMillis, String file) {

    /** Looks at the name, through links, without opening anything. */
    static Stamp of(Path path) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    found.isRegularFile()
                            ? null
                            : found.isDirectory()
                                    ? "a directory"
                                    : "no file but a pipe, socket or device",
                    found.isRegularFile() ? found.size() : 0,
                    found.lastModifiedTime().toMillis(),
                    Objects.toString(found.fileKey()));
        } catch (IOException e) {
            String special =
                    Files.isSymbolicLink(path) ? "a link to nothing" : "not to be looked at";
            return new Stamp(special, 0, 0, "");
        }
    }
}
