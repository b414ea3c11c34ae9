package io.quorate.kernel;

import io.quorate.config.ProcessFlag;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a plugin does when it is started or stopped on a thread of its own, so that a plugin
 * that never returns holds up nobody but itself. Called by one thread at a time.
 */
final class ForeignCode {

    /** Longest start or stop; for plugins that need more. */
    static final String PATIENCE_KEY = "quorate.plugins.patienceMillis";

    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /** How long code that was interrupted may take to give in. */
    private static final long GRACE_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ForeignCode.class);

    /** May fail in any way. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private final long patienceMillis =
            ProcessFlag.number(PATIENCE_KEY, "ms 1", PATIENCE_MILLIS, LOG::warn);

    private static final class Run extends Thread {

        private final Step step;
        private final Step afterwards;
        private Throwable failure;
        private boolean ended;
        private boolean givenUp;

        Run(String name, Step step, Step afterwards) {
            super(name);
            setDaemon(true);
            this.step = step;
            this.afterwards = afterwards;
        }

        @Override
        public void run() {
            Throwable thrown = null;
            try {
                step.run();
            } catch (Throwable anything) { // it is not our code
                thrown = anything;
            }
            if (end(thrown)) {
                return;
            }
            try {
                afterwards.run();
            } catch (Exception e) {
                LOG.warn("{} cannot be cleared away: {}", getName(), e.getMessage());
            }
        }

        /** False if nobody has waited for it. */
        private synchronized boolean end(Throwable thrown) {
            ended = true;
            failure = thrown;
            return !givenUp;
        }

        private synchronized boolean giveUp() {
            givenUp = !ended;
            return givenUp;
        }
    }

    /**
     * Runs {@code step} and waits for it.
     *
     * @param name of the plugin
     * @param doing what it does, for people: {@code started}
     * @param afterwards done by the plugin's thread if it comes back after all
     * @throws UnfitPlugin if it did not come back in time
     * @throws InterruptedException if the caller is to stop; the thread stays interrupted
     * @throws Exception what the step has thrown
     */
    void run(String name, String doing, Step step, Step afterwards) throws Exception {
        Run run = new Run("plugin-" + name, step, afterwards);
        run.start();
        if (!comesBack(run) && run.giveUp()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("the server stops");
            }
            throw UnfitPlugin.forGood(
                    "it has not "
                            + doing
                            + " within "
                            + patienceMillis
                            + " ms; it keeps a thread until the server is restarted");
        }
        if (run.failure instanceof Exception e) {
            throw e;
        }
        if (run.failure instanceof Error e) {
            throw new IllegalStateException(e.toString(), e);
        }
    }

    /** Not where the caller itself is interrupted: then no thread is left to wait. */
    private boolean comesBack(Run run) {
        try {
            run.join(patienceMillis);
            if (run.isAlive()) {
                run.interrupt();
                run.join(GRACE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !run.isAlive();
    }
}
