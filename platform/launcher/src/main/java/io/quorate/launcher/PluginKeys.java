package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.PluginTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * {@code quorate keys plugin.jar...}: the reference page of plugins in Markdown, made of the tables
 * of keys in their jars. Ends with 1 where one has no table, or a broken one.
 *
 * <p>Source: docs/adr/0080.
 */
final class PluginKeys {

    private PluginKeys() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            System.err.println("quorate: keys wants the jar of a plugin");
            System.exit(2);
        }
        for (String jar : arguments) {
            if (!print(Path.of(jar), System.out, System.err)) {
                System.exit(1);
            }
        }
    }

    /** False where there is no page. */
    static boolean print(Path jar, PrintStream page, PrintStream complaints) {
        String name = jar.getFileName().toString();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(PluginTable.ENTRY);
            if (entry == null) {
                complaints.println(
                        "quorate: " + name + " has no table of keys " + PluginTable.ENTRY);
                return false;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                page.print(PluginTable.read(name, in.readNBytes(PluginTable.BYTES_MAX)).page());
                return true;
            }
        } catch (NoSuchFileException e) {
            complaints.println("quorate: there is no file " + jar);
        } catch (ZipException e) {
            complaints.println("quorate: " + jar + " is no jar: " + e.getMessage());
        } catch (IOException e) {
            complaints.println("quorate: " + jar + " cannot be read: " + e.getMessage());
        } catch (ConfigurationException e) {
            complaints.println("quorate: " + name + ": " + e.getMessage());
        }
        return false;
    }
}
