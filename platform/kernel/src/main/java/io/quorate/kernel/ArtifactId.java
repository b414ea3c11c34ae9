package io.quorate.kernel;

/**
 * Names an artifact as {@code group:name:version} or {@code group:name:type:classifier:version}.
 *
 * @param classifier empty where there is none
 */
record ArtifactId(String group, String name, String classifier, String version) {

    static ArtifactId of(String text) {
        String[] parts = text.split(":");
        return switch (parts.length) {
            case 3 -> new ArtifactId(parts[0], parts[1], "", parts[2]);
            case 5 -> new ArtifactId(parts[0], parts[1], parts[3], parts[4]);
            default ->
                    throw new IllegalArgumentException(
                            "\""
                                    + text
                                    + "\" is not of the form group:name:version or group:name:type:classifier:version");
        };
    }

    /** The same artifact in any version: what an extending descriptor replaces. */
    boolean sameExceptVersion(ArtifactId other) {
        return group.equals(other.group)
                && name.equals(other.name)
                && classifier.equals(other.classifier);
    }

    @Override
    public String toString() {
        return group
                + ":"
                + name
                + ":"
                + (classifier.isEmpty() ? "" : "jar:" + classifier + ":")
                + version;
    }

    String fileName() {
        return name + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    }
}
