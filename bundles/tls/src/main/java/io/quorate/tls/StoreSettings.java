package io.quorate.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys or certificates.
 *
 * @param key name of its keys, say {@code ssl.keyStore}
 * @param file {@code .location}
 * @param format {@code .type}, or by the name of the file
 * @param password {@code .password}
 * @param passwordFile {@code .passwordPath}, which wins; null: none
 */
record StoreSettings(
        String key, Path file, StoreFormat format, Secret password, @Nullable Path passwordFile) {

    /** The store in words. */
    String name() {
        return key + ".location " + file;
    }
}
