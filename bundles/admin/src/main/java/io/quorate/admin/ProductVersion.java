package io.quorate.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version as tools expect it: {@code major.minor.micro-revision, built on date}. The first part
 * names the ZooKeeper release whose protocol is spoken, because monitoring tools choose by it what
 * they ask for.
 */
final class ProductVersion {

    static final String TEXT = text();

    private static final String SPOKEN_RELEASE = "3.9.5";

    private ProductVersion() {}

    private static String text() {
        Properties build = new Properties();
        try (InputStream in = ProductVersion.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = build.getProperty("version", "$");
        String built = build.getProperty("built", "$");
        // Without the build's filtering, as in an IDE, there are only place-holders.
        String shownVersion = version.startsWith("$") ? "dev" : version;
        String shownDate =
                built.startsWith("$") || built.length() < 16
                        ? "1970-01-01 00:00"
                        : built.substring(0, 10) + ' ' + built.substring(11, 16);
        return SPOKEN_RELEASE + "-quorate-" + shownVersion + ", built on " + shownDate + " UTC";
    }
}
