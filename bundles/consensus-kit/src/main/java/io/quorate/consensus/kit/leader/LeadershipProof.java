package io.quorate.consensus.kit.leader;

/**
 * Shows that this server still leads. Whoever asks gets a number, and is served when that is
 * proven.
 *
 * <p>Source: consensus SPI M5.
 */
public interface LeadershipProof {

    /** Asks for a proof from now on; the number of the round that brings it. */
    long join();

    /** True while a round is not proven. */
    boolean isAsking();

    /** All rounds up to this one are proven. */
    long proven();
}
