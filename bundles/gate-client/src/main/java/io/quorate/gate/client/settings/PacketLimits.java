package io.quorate.gate.client.settings;

/**
 * How large packets may be, and how much may wait.
 *
 * @param frameBytesMax {@code jute.maxbuffer}: longest frame taken from a client
 * @param extraBytesMax {@code jute.maxbuffer.extrasize}: strings and buffers may be that much
 *     longer than a frame
 * @param globalOutstandingLimit {@code globalOutstandingLimit}: above it connections with
 *     unanswered requests are not read
 * @param largeThresholdBytes {@code largeRequestThreshold}; -1: off
 * @param largeInFlightBytesMax {@code largeRequestMaxBytes}: large requests in flight, all
 *     connections
 * @param unsentBytesMax what may wait for clients to read it, all connections; 0: an eighth of the
 *     heap
 */
public record PacketLimits(
        int frameBytesMax,
        int extraBytesMax,
        int globalOutstandingLimit,
        int largeThresholdBytes,
        int largeInFlightBytesMax,
        long unsentBytesMax) {

    /** Without any key. */
    public static final PacketLimits DEFAULT =
            new PacketLimits(1_048_575, 1_048_575, 1000, -1, 104_857_600, 0);
}
