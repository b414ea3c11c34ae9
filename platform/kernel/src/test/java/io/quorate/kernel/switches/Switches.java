package io.quorate.kernel.switches;

import java.util.List;
import java.util.function.Function;

/** Switches of every kind, to be linked by the test. */
public final class Switches implements Function<Object, String> {
    /** What a sealed switch is over. */
    public sealed interface Shape {
        /** A switch in an interface. */
        default String size() {
            return switch (this) {
                case Circle(int radius) when radius > 10 -> "large";
                case Circle _ -> "small";
                case Square _ -> "square";
            };
        }
    }

    /** One. */
    public record Circle(int radius) implements Shape {}

    /** The other. */
    public record Square(Object content) implements Shape {}

    /** Labels that are no types. */
    public enum Colour {
        RED,
        GREEN
    }

    @Override
    public String apply(Object value) {
        return guarded(value)
                + ' '
                + nullable(value)
                + ' '
                + constants(value)
                + ' '
                + nested(value);
    }

    private static String guarded(Object value) {
        if (value == null) {
            return "none";
        }
        long wide = 7;
        List<String> kept = List.of("kept");
        return switch (value) {
            case Integer number when number > 100 -> "large " + wide;
            case Integer number when number > 10 -> "medium " + kept;
            case Number number -> "number " + number;
            case Shape shape -> shape.size();
            case int[] numbers -> "numbers " + numbers.length;
            case CharSequence text -> "text " + text;
            default -> "other";
        };
    }

    private static String nullable(Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "string";
            default -> "any";
        };
    }

    private static String constants(Object value) {
        return switch (value) {
            case Colour.RED -> "red";
            case Colour.GREEN -> "green";
            case String text when text.equals("red") -> "red text";
            case null, default -> "no colour";
        };
    }

    private static String nested(Object value) {
        return switch (value) {
            case Square(Circle(int radius)) -> "circle in square " + radius;
            case Square(Square(String text)) -> "text in squares " + text;
            case Square(var content) -> "square of " + content;
            case null, default -> "no square";
        };
    }
}
