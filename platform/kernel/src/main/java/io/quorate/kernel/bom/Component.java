package io.quorate.kernel.bom;

import java.nio.file.Path;

/**
 * A jar of a distribution, by its coordinates in a repository.
 *
 * @param classifier empty where there is none
 * @param jar the file as it is shipped
 */
public record Component(String group, String name, String classifier, String version, Path jar) {

    /** The package URL, which names the artifact in any bill of materials. */
    String packageUrl() {
        return "pkg:maven/"
                + group
                + "/"
                + name
                + "@"
                + version
                + (classifier.isEmpty() ? "" : "?classifier=" + classifier + "&type=jar");
    }
}
