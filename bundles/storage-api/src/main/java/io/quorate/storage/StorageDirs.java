package io.quorate.storage;

import java.nio.file.Path;

/**
 * Where an engine keeps its files.
 *
 * @param data {@code dataDir}: checkpoints and hard state go below it
 * @param log {@code dataLogDir}: the journal goes below it; may equal {@code data}
 */
public record StorageDirs(Path data, Path log) {}
