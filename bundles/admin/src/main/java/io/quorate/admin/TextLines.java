package io.quorate.admin;

import io.quorate.service.PiecewiseText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text that may be very long, made of lines that are made when they are sent. Loop thread only.
 */
final class TextLines implements PiecewiseText {

    private static final int LINES_PER_PIECE = 64;

    private final Iterator<String> lines;
    private final Runnable end;

    private TextLines(Iterator<String> lines, Runnable end) {
        this.lines = lines;
        this.end = end;
    }

    /** The parts one after the other; {@code end} is called when no more is wanted. */
    static PiecewiseText of(List<Iterator<String>> parts, Runnable end) {
        return new TextLines(nested(parts.iterator(), Function.identity()), end);
    }

    static PiecewiseText of(List<Iterator<String>> parts) {
        return of(parts, () -> {});
    }

    /** A single line, or several that are one. */
    static Iterator<String> line(String text) {
        return Collections.singleton(text).iterator();
    }

    /** A line for each. */
    static <T> Iterator<String> each(Iterator<T> all, Function<T, String> line) {
        return nested(all, one -> line(line.apply(one)));
    }

    /** Lines for each. */
    static <T> Iterator<String> nested(Iterator<T> all, Function<T, Iterator<String>> lines) {
        return new Iterator<>() {
            private Iterator<String> inner = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!inner.hasNext() && all.hasNext()) {
                    inner = lines.apply(all.next());
                }
                return inner.hasNext();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return inner.next();
            }
        };
    }

    @Override
    public byte @Nullable [] next() {
        if (!lines.hasNext()) {
            return null;
        }
        StringBuilder piece = new StringBuilder();
        for (int line = 0; line < LINES_PER_PIECE && lines.hasNext(); line++) {
            piece.append(lines.next());
        }
        return piece.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        end.run();
    }
}
