package io.quorate.election.basic;

import io.quorate.model.Membership;

/**
 * How a server stands and whom it votes for, or which vote it stands by.
 *
 * @param poll number of the poll that asked
 * @param word what is said
 * @param newer the committed configuration, if it is newer than the asker's; null otherwise
 */
record Answer(long poll, Word word, Membership newer) implements BasicMessage {}
