package io.quorate.storage;

/**
 * Ends of the journal; -1 where there is no entry.
 *
 * @param oldest position of the first entry kept
 * @param last position of the last entry appended
 * @param durable position of the last durable entry
 * @param cutTail sentence on a torn tail that recovery has cut, or null
 */
public record JournalSpan(long oldest, long last, long durable, String cutTail) {}
