package io.quorate.peer;

/**
 * Names one connection to another server.
 *
 * @param value never used again while the process lives
 */
public record LinkId(long value) {}
