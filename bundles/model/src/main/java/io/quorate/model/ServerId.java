package io.quorate.model;

/**
 * Identity of a server in an ensemble ({@code myid}).
 *
 * @param value 0 to 254 for voters; a standalone server uses 0 here and 1 in session ids
 */
public record ServerId(long value) implements Comparable<ServerId> {

    @Override
    public int compareTo(ServerId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
