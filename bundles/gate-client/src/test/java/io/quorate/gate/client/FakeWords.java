package io.quorate.gate.client;

import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterWords;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Knows {@code ruok}, {@code stmk} (eight bytes follow), {@code dump} (a megabyte) and the bytes of
 * a closing telnet.
 */
final class FakeWords implements FourLetterWords {

    private static final int RUOK = 0x72756f6b;
    private static final int STMK = 0x73746d6b;
    private static final int DUMP = 0x64756d70;
    private static final int TELNET = 0xfff4fffd;

    @Override
    public boolean knows(int word) {
        return word == RUOK || word == STMK || word == DUMP || word == TELNET;
    }

    @Override
    public int argumentBytes(int word) {
        return word == STMK ? 8 : 0;
    }

    @Override
    public void answer(int word, byte[] argument, ClientGate gate, Consumer<byte[]> answer) {
        switch (word) {
            case RUOK -> answer.accept("imok".getBytes(StandardCharsets.UTF_8));
            case STMK ->
                    answer.accept(("mask of " + argument.length).getBytes(StandardCharsets.UTF_8));
            case DUMP -> answer.accept("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
            default -> answer.accept(new byte[0]);
        }
    }
}
