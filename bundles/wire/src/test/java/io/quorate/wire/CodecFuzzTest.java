package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Mutated frames never do anything but decode or be refused. The full size is 10 million: {@code
 * -Dquorate.fuzz.frames=10000000}; another course with {@code -Dquorate.fuzz.seed}.
 */
class CodecFuzzTest {

    private static final int[] OPS =
            IntStream.rangeClosed(-128, 128)
                    .filter(op -> OpCode.isFromClient(op) || op == OpCode.CHECK)
                    .toArray();

    private final long frames = Long.getLong("quorate.fuzz.frames", 100_000);
    private final SplittableRandom random =
            new SplittableRandom(Long.getLong("quorate.fuzz.seed", 1));

    @Test
    void mutatedFramesAreDecodedOrRefused() {
        List<byte[]> seeds =
                new ArrayList<>(
                        Vectors.frames("vectors.json").stream().map(Vectors.Frame::bytes).toList());
        seeds.addAll(Vectors.payloads("log.1.listing.txt"));
        JuteReader reader = new JuteReader().boundLengths(2 << 20);
        JuteWriter writer = new JuteWriter();
        long decoded = 0;
        for (long i = 0; i < frames; i++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] frame = mutate(seed);
            try {
                decode(frame, reader, writer.reset(1 << 16));
                decoded++;
            } catch (MalformedRecord expected) {
                // the other fine end
            }
        }
        assertThat(decoded).isPositive().isLessThan(frames);
    }

    private void decode(byte[] frame, JuteReader reader, JuteWriter writer) throws MalformedRecord {
        switch (random.nextInt(4)) {
            case 0 ->
                    ConnectCodec.encodeFrame(
                            ConnectCodec.decodeRequest(at(frame, 4, reader)), writer);
            case 1 -> {
                int op = at(frame, 8, reader).int32();
                Request request =
                        RequestCodec.decode(
                                OpCode.isFromClient(op) ? op : OPS[random.nextInt(OPS.length)],
                                reader);
                RequestCodec.encode(request, writer);
            }
            case 2 -> {
                int op = OPS[random.nextInt(OPS.length)];
                Outcome outcome = ReplyCodec.decode(op, 0, at(frame, 20, reader));
                ReplyCodec.encodeFrame(1, 1, op, outcome, writer);
            }
            default -> TxnCodec.decode(at(frame, 0, reader));
        }
    }

    private static JuteReader at(byte[] frame, int offset, JuteReader reader) {
        return reader.reset(frame, Math.min(offset, frame.length), frame.length);
    }

    private byte[] mutate(byte[] seed) {
        byte[] frame =
                random.nextInt(4) == 0
                        ? java.util.Arrays.copyOf(seed, random.nextInt(seed.length + 8))
                        : seed.clone();
        for (int n = random.nextInt(4); n > 0 && frame.length > 0; n--) {
            int at = random.nextInt(frame.length);
            switch (random.nextInt(4)) {
                case 0 -> frame[at] = (byte) random.nextInt();
                case 1 -> frame[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> frame[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                default -> {
                    int from = random.nextInt(frame.length);
                    int length = Math.min(random.nextInt(16), frame.length - Math.max(at, from));
                    System.arraycopy(frame, from, frame, at, length);
                }
            }
        }
        return frame;
    }
}
