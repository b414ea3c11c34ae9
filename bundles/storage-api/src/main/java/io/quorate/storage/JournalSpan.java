package io.quorate.storage;

/**
 * Ends of the journal; -1 where there is no entry.
 *
 * @param oldest position of the first durable entry kept
 * @param last position of the last entry appended, durable or not; may be below the tree's position
 *     after an install
 * @param durable position of the last durable entry
 */
public record JournalSpan(long oldest, long last, long durable) {}
