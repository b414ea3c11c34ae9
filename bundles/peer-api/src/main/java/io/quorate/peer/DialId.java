package io.quorate.peer;

/**
 * Names one attempt to connect, until it has become a link or failed.
 *
 * @param value chosen by the core, which does not use it for two attempts that are under way
 */
public record DialId(long value) {}
