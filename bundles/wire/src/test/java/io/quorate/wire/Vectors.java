package io.quorate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Golden bytes among the test resources. */
final class Vectors {

    /** One frame with its length prefix. */
    record Frame(String name, boolean fromClient, byte[] bytes) {

        JuteReader body() {
            return new JuteReader(bytes, 4, bytes.length);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Pattern FRAME =
            Pattern.compile(
                    "\\{\\s*(?:\"name\":\\s*\"(?<name>[^\"]*)\",\\s*)?\"direction\":\\s*\"(?<direction>[^\"]+)\""
                            + "(?:[^{}]*?\"summary\":\\s*\"(?<summary>[^\"]*)\")?[^{}]*?\"hex\":\\s*\"(?<hex>[0-9a-f]+)\"");
    private static final Pattern PAYLOAD = Pattern.compile("payload: ([0-9a-f]+)");

    private Vectors() {}

    static List<Frame> frames(String resource) {
        List<Frame> frames = new ArrayList<>();
        Matcher found = FRAME.matcher(text(resource));
        while (found.find()) {
            String name =
                    found.group("name") != null ? found.group("name") : found.group("summary");
            boolean fromClient = found.group("direction").startsWith("client");
            frames.add(new Frame(name, fromClient, HexFormat.of().parseHex(found.group("hex"))));
        }
        return frames;
    }

    static byte[] frame(String name) {
        return frames("vectors.json").stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    static List<byte[]> payloads(String resource) {
        List<byte[]> payloads = new ArrayList<>();
        Matcher found = PAYLOAD.matcher(text(resource));
        while (found.find()) {
            payloads.add(HexFormat.of().parseHex(found.group(1)));
        }
        return payloads;
    }

    static String text(String resource) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
