package io.quorate.runtime.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A few descriptors that are held open and given up when the process has none left: clients may use
 * up all of them, and the next file of a log must be opened all the same. Taken back as soon as
 * there are some again. Thread-safe.
 */
final class DescriptorReserve {

    /** Something that needs a descriptor. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * A log file, its directory, a small file and one more: what may be open at a time beyond what
     * was open before.
     */
    private static final int HELD_MAX = 4;

    private static final String EXHAUSTED = "too many open files";

    private final Deque<FileChannel> held = new ArrayDeque<>();
    private @Nullable Path source;

    /** From now on holds descriptors of {@code existing}, which need not be used for anything. */
    synchronized void hold(Path existing) {
        source = existing;
        refill();
    }

    /** Opens, at the cost of the reserve if need be. */
    <T> T open(Opening<T> what) throws IOException {
        while (true) {
            try {
                T opened = what.open();
                refill();
                return opened;
            } catch (IOException failure) {
                // Somebody else may have been quicker with what was given up.
                if (!isExhausted(failure) || !giveUpOne()) {
                    throw failure;
                }
            }
        }
    }

    private static boolean isExhausted(IOException failure) {
        String text = failure.getMessage();
        return text != null && text.toLowerCase(Locale.ROOT).contains(EXHAUSTED);
    }

    private synchronized boolean giveUpOne() throws IOException {
        FileChannel one = held.poll();
        if (one == null) {
            return false;
        }
        one.close();
        return true;
    }

    /** Tries to hold as many as there should be. */
    synchronized void refill() {
        try {
            while (source != null && held.size() < HELD_MAX) {
                held.add(FileChannel.open(source, StandardOpenOption.READ));
            }
        } catch (IOException none) {
            // There is none to spare now; it is tried again when the next file is opened.
        }
    }
}
