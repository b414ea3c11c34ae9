package io.quorate.tls;

import org.jspecify.annotations.Nullable;

/**
 * TLS cannot be had as it is set. The message is one sentence that names the key and the file, and
 * never what is secret.
 */
public final class TlsException extends Exception {

    private static final long serialVersionUID = 1L;

    TlsException(String sentence) {
        super(sentence);
    }

    TlsException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
