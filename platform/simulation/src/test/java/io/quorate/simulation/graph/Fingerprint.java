package io.quorate.simulation.graph;

/** 128 bits that stand for a state. */
public record Fingerprint(long high, long low) {}
