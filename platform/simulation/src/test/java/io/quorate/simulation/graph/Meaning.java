package io.quorate.simulation.graph;

/** What a field of a long means for the state of its owner. */
public enum Meaning {
    /** What it is. */
    VALUE,
    /** Nothing between two steps: a counter that only makes names, a buffer that is filled anew. */
    NOTHING,
    /** A name: two of them are equal or not, and nothing else. */
    NAME,
    /** A clock of its own that begins at 0; set to the clock of the search when it is made. */
    CLOCK,
    /**
     * What it is, but begun anew while nothing is under way: a number that only tells an answer
     * that belongs to the last question from older ones.
     */
    ANEW
}
