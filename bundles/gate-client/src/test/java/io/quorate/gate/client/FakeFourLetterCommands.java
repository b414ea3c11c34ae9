package io.quorate.gate.client;

import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.PiecewiseText;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Knows {@code ruok}, {@code stmk} (eight bytes follow), {@code dump} (a megabyte), {@code wchp}
 * (very long, in pieces) and the bytes of a closing telnet.
 */
final class FakeFourLetterCommands implements FourLetterCommands {

    private static final int RUOK = 0x72756f6b;
    private static final int STMK = 0x73746d6b;
    private static final int DUMP = 0x64756d70;
    private static final int WCHP = 0x77636870;
    private static final int TELNET = 0xfff4fffd;

    /** Pieces of the long answer that were made. */
    final AtomicInteger made = new AtomicInteger();

    /** Told on the loop of each piece of the long answer. */
    volatile Runnable onPiece = () -> {};

    /** Long answers that were closed. */
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public boolean knows(int command) {
        return command == RUOK
                || command == STMK
                || command == DUMP
                || command == WCHP
                || command == TELNET;
    }

    @Override
    public int argumentBytes(int command) {
        return command == STMK ? 8 : 0;
    }

    @Override
    public void answer(
            int command, byte[] argument, ClientGate gate, Consumer<PiecewiseText> answer) {
        switch (command) {
            case RUOK -> answer.accept(text("imok"));
            case STMK -> answer.accept(text("mask of " + argument.length));
            case DUMP -> answer.accept(text("x".repeat(1 << 20)));
            case WCHP -> answer.accept(new Pieces());
            default -> answer.accept(text(""));
        }
    }

    private static PiecewiseText text(String whole) {
        return PiecewiseText.of(whole.getBytes(StandardCharsets.UTF_8));
    }

    /** Sixteen megabytes, a hundred microseconds for each sixteen kilobytes. */
    private final class Pieces implements PiecewiseText {
        private int left = 1024;

        @Override
        public byte[] next() {
            for (long end = System.nanoTime() + 100_000; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            made.incrementAndGet();
            onPiece.run();
            return left-- > 0 ? new byte[16 * 1024] : null;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
