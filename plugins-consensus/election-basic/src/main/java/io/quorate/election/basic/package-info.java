/**
 * The election {@code basic}: a server that looks for a leader asks every voter for its vote, until
 * a quorum agrees. Its protocol is in docs/spec/election-basic.md. Imported by nobody.
 */
package io.quorate.election.basic;
