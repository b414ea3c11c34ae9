package io.quorate.replica.settings;

/**
 * When containers and nodes with a time to live go. Source: spec semantics section 5.
 *
 * @param checkMillis between two looks
 * @param perMinuteMax how many go in a minute at most
 * @param neverUsedMillis after which a container goes that never had a child; 0: never
 */
public record ContainerSettings(int checkMillis, int perMinuteMax, long neverUsedMillis) {}
