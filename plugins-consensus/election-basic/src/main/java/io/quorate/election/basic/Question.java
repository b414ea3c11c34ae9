package io.quorate.election.basic;

/**
 * A server that looks for a leader asks for a vote, and tells its own.
 *
 * @param poll number of the poll, for the answer; the asker's own count
 * @param ballot how the asker votes now
 * @param version version of the configuration the asker knows to be committed
 */
record Question(long poll, Ballot ballot, long version) implements BasicMessage {}
