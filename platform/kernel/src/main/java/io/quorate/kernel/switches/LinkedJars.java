package io.quorate.kernel.switches;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars with their pattern switches linked. Order, times and compression of the entries stay;
 * the same jar gives the same bytes. Used by one thread.
 */
public final class LinkedJars implements AutoCloseable {
    private final URLClassLoader others;
    private final SwitchLinker linker;

    /**
     * For jars that use each other.
     *
     * @param jars all of them
     */
    public LinkedJars(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int at = 0; at < urls.length; at++) {
            urls[at] = jars.get(at).toUri().toURL();
        }
        others = new URLClassLoader(urls);
        linker = new SwitchLinker(others);
    }

    /** Copies a jar to a file that does not exist yet; returns that file. */
    public Path copy(Path jar, Path target) throws IOException {
        try (JarFile from = new JarFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
            for (JarEntry entry : Collections.list(from.entries())) {
                byte[] bytes;
                try (var in = from.getInputStream(entry)) {
                    bytes = in.readAllBytes();
                }
                String name = entry.getName();
                if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
                    bytes = linker.link(bytes);
                }
                to.putNextEntry(like(entry, bytes));
                to.write(bytes);
                to.closeEntry();
            }
        }
        return target;
    }

    private static ZipEntry like(JarEntry entry, byte[] bytes) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        copy.setMethod(entry.getMethod());
        if (entry.getMethod() == ZipEntry.STORED) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            copy.setCrc(checksum.getValue());
            copy.setSize(bytes.length);
        }
        return copy;
    }

    @Override
    public void close() throws IOException {
        others.close();
    }
}
