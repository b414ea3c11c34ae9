package io.quorate.shell.command;

import io.quorate.shell.option.Arguments;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;

/** Shows the version: that of the zkCli whose output this shell has, and the shell's own. */
final class Version implements Command {

    private static final String COMPATIBLE_WITH = "3.9.5";

    @Override
    public String name() {
        return "version";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public void run(Context context, Arguments arguments) {
        context.out().println("ZooKeeper CLI version: " + COMPATIBLE_WITH + "-quorate-" + own());
    }

    /** Version of the jar this class comes from; "development" outside a jar. */
    private static String own() {
        URL here = Version.class.getResource("Version.class");
        try {
            if (here != null
                    && here.openConnection() instanceof JarURLConnection jar
                    && jar.getManifest() != null) {
                String version = jar.getManifest().getMainAttributes().getValue("Bundle-Version");
                return version == null ? "development" : version;
            }
        } catch (IOException e) {
            // A version is not worth a failure.
        }
        return "development";
    }
}
