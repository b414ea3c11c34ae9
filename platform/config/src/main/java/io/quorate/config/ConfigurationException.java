package io.quorate.config;

import io.quorate.runtime.LogText;

/**
 * A configuration that cannot be served. The message is one plain sentence that names the place and
 * the key. It goes to terminals, and what it quotes may come from a file that is no text at all.
 */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    private static final int CHARS_MAX = 2000;

    ConfigurationException(String message) {
        super(LogText.of(message, CHARS_MAX));
    }

    ConfigurationException(String message, Throwable cause) {
        super(LogText.of(message, CHARS_MAX), cause);
    }
}
