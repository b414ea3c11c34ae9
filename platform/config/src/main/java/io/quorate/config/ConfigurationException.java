package io.quorate.config;

/**
 * A configuration that cannot be served. The message is one plain sentence that names the place and
 * the key.
 */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
