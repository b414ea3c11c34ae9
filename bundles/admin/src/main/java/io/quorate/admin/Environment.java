package io.quorate.admin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The machine and the JVM as text: {@code envi}. The host name is looked up once, off the loop,
 * because a name service may be slow.
 */
final class Environment {

    private static final String ABSENT = "<NA>";
    private static final long MEGABYTE = 1 << 20;
    private static final List<String> PROPERTIES =
            List.of(
                    "java.version",
                    "java.vendor",
                    "java.home",
                    "java.class.path",
                    "java.library.path",
                    "java.io.tmpdir",
                    "java.compiler",
                    "os.name",
                    "os.arch",
                    "os.version",
                    "user.name",
                    "user.home",
                    "user.dir");

    private final CompletableFuture<String> hostName =
            CompletableFuture.supplyAsync(
                    Environment::lookUp, task -> Thread.ofVirtual().start(task));

    private static String lookUp() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return ABSENT;
        }
    }

    String text() {
        StringBuilder text = new StringBuilder("Environment:\n");
        line("zookeeper.version", ProductVersion.TEXT, text);
        line("host.name", hostName.getNow(ABSENT), text);
        PROPERTIES.forEach(name -> line(name, System.getProperty(name, ABSENT), text));
        Runtime runtime = Runtime.getRuntime();
        line("os.memory.free", runtime.freeMemory() / MEGABYTE + "MB", text);
        line("os.memory.max", runtime.maxMemory() / MEGABYTE + "MB", text);
        line("os.memory.total", runtime.totalMemory() / MEGABYTE + "MB", text);
        return text.toString();
    }

    private static void line(String name, String value, StringBuilder text) {
        text.append(name).append('=').append(value).append('\n');
    }
}
