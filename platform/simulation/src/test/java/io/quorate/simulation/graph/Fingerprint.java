package io.quorate.simulation.graph;

/** 128 bits that stand for a state. */
public record Fingerprint(long high, long low) implements Comparable<Fingerprint> {

    @Override
    public int compareTo(Fingerprint other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
}
