package io.quorate.storage;

/**
 * What the server's configuration says to every storage engine; see the configuration reference for
 * the keys. What only one engine has comes with the configuration of its own component.
 *
 * @param entryBytesMax longest journal entry accepted on read ({@code jute.maxbuffer} plus extra)
 * @param digestEnabled write digests into checkpoints ({@code digest.enabled})
 * @param extendedTypes TTL nodes are understood ({@code extendedTypesEnabled})
 * @param acceptGaps start although a journal file is missing ({@code quorate.storage.acceptGaps})
 * @param reserveBytes free space below which {@link StorageNotice.Kind#LOW_SPACE} is reported
 *     ({@code quorate.storage.reserveMegabytes})
 * @param retainCheckpoints checkpoints a purge keeps, at least 3 ({@code
 *     autopurge.snapRetainCount})
 */
public record StorageSettings(
        int entryBytesMax,
        boolean digestEnabled,
        boolean extendedTypes,
        boolean acceptGaps,
        long reserveBytes,
        int retainCheckpoints) {

    /** The reference's defaults. */
    public static final StorageSettings DEFAULTS =
            new StorageSettings(2 * 1048575, true, false, false, 64L << 20, 3);
}
