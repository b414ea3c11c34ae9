package io.quorate.storage;

/** Bytes on disk: checkpoints (with hard state) and journal. */
public record DiskUse(long dataBytes, long logBytes) {}
