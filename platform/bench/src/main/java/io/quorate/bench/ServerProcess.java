package io.quorate.bench;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs a {@link Product} with a {@link ServerSpec}. */
final class ServerProcess implements ServerUnderTest {
    private static final long START_BOUND_NANOS = TimeUnit.SECONDS.toNanos(180);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int FIRST_ANSWER_MILLIS =
            100; // a server that is starting may take a connection and never answer on it
    private static final int LAST_ANSWER_MILLIS = 3200;
    private static final int STOP_SECONDS = 20;
    private static final int END_SECONDS = 60;
    private final Product product;
    private final ServerSpec spec;

    @SuppressWarnings("NullAway.Init") // set by start
    private Process process;

    private boolean silent;

    ServerProcess(Product product, ServerSpec spec) {
        this.product = product;
        this.spec = spec;
    }

    @Override
    public String name() {
        return product.name();
    }

    @Override
    public int port() {
        return spec.port();
    }

    @Override
    public Path dataDir() {
        return spec.dataDir();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean alive() {
        return process != null && process.isAlive();
    }

    @Override
    public int awaitEnd() throws IOException {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(name() + " goes on\n" + tail(log()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return process.exitValue();
    }

    @Override
    public long start() throws IOException {
        long begin = System.nanoTime();
        launch();
        awaitAnswer();
        return System.nanoTime() - begin;
    }

    @Override
    public void launch() throws IOException {
        if (alive()) {
            throw new IllegalStateException(name() + " runs already");
        }
        Path configuration = spec.configuration();
        ProcessBuilder builder =
                product.command(spec, configuration).directory(spec.directory().toFile());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        process = builder.start();
    }

    @Override
    public void awaitAnswer() throws IOException {
        long begin = System.nanoTime();
        int patienceMillis = FIRST_ANSWER_MILLIS;
        while (!answers(patienceMillis)) {
            patienceMillis =
                    silent ? Math.min(2 * patienceMillis, LAST_ANSWER_MILLIS) : patienceMillis;
            if (!process.isAlive() || System.nanoTime() - begin > START_BOUND_NANOS) {
                String state =
                        process.isAlive()
                                ? "does not answer"
                                : "ended with code " + process.exitValue();
                close();
                throw new IOException(name() + " " + state + "\n" + tail(log()));
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    @Override
    public void pause() throws IOException {
        signal("-STOP");
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        long begin = System.nanoTime();
        while (Files.isDirectory(tasks) && !stopped(tasks)) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(STOP_SECONDS)) {
                throw new IOException(name() + " does not pause");
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Each thread stops when it is scheduled next; on a busy machine that is not at once. */
    private static boolean stopped(Path tasks) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                String stat = Files.readString(task.resolve("stat"));
                if (!stat.startsWith(" T", stat.lastIndexOf(')') + 1)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid())).inheritIO().start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill " + signal + " " + pid() + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private boolean answers(int patienceMillis) {
        silent = false;
        try (RawSession session = RawSession.dial(port(), patienceMillis)) {
            boolean established = session.handshake(0, 4000, 0, RawSession.NO_PASSWORD);
            session.call(Requests.close(1));
            return established;
        } catch (SocketTimeoutException e) {
            silent = true;
            return false;
        } catch (IOException e) {
            return false; // not listening or not serving yet
        }
    }

    @Override
    public void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    @Override
    public void stop() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    @Override
    public String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(name() + " survived SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Path logFile() {
        return spec.directory().resolve("server.log");
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4000));
    }
}
