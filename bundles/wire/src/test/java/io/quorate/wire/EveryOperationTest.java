package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.OpCode;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that {@link OpCode} has is known to the codecs of requests and replies. What is
 * in the records is the matter of {@link ClientVectorsTest}.
 */
class EveryOperationTest {

    @ParameterizedTest
    @MethodSource("operations")
    void hasItsRequest(int op) {
        assertThat(complaint(() -> RequestCodec.decode(op, nothing())))
                .doesNotContain("unknown operation");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasItsReply(int op) {
        assertThat(complaint(() -> ReplyCodec.decode(op, 0, nothing())))
                .doesNotContain("reply to operation");
    }

    private interface Decoding {
        void run() throws MalformedRecord;
    }

    private static JuteReader nothing() {
        return new JuteReader(new byte[0]);
    }

    /** What a codec has against no bytes at all; empty if it takes them. */
    private static String complaint(Decoding decoding) {
        try {
            decoding.run();
            return "";
        } catch (MalformedRecord malformed) {
            return String.valueOf(malformed.getMessage());
        }
    }

    /** All but the two codes that nobody asks for. */
    private static List<Named<Integer>> operations() throws IllegalAccessException {
        List<Named<Integer>> operations = new ArrayList<>();
        for (Field field : OpCode.class.getFields()) {
            int op = field.getInt(null);
            if (op != OpCode.NOTIFICATION && op != OpCode.ERROR) {
                operations.add(Named.of(field.getName(), op));
            }
        }
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }
}
