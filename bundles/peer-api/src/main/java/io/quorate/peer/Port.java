package io.quorate.peer;

import java.util.Objects;

/**
 * A kind of listener a plugin needs, declared once by its factory. Actions and events refer to it
 * by name.
 *
 * <p>Source: consensus SPI H1, H2.
 *
 * @param name unique within a server, for example {@code election}, {@code quorum}, {@code
 *     observer}
 * @param codec makes the codec of each link of this port
 * @param preambleTimeoutMillis how long an accepted connection may take to send its preamble, ms; 0
 *     = this port has no preamble
 * @param messageBytesMax most bytes a single message may have, above it the link goes down with
 *     PROTOCOL
 * @param security what is done on a connection before it becomes a link
 */
public record Port(
        String name,
        PeerCodec.Factory codec,
        int preambleTimeoutMillis,
        int messageBytesMax,
        Security security) {

    /** What is done on a connection before it becomes a link. */
    public enum Security {
        /** Nothing. */
        NONE,
        /**
         * TLS and SASL as the ensemble's settings demand ({@code sslQuorum}, {@code
         * quorum.auth.*}); SASL comes after the preamble. A gate that cannot do what is demanded
         * refuses to open the port, and the start ends with that.
         */
        QUORUM
    }

    public Port {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(security, "security");
    }

    /** True if the dialler of this port sends a preamble first. */
    public boolean hasPreamble() {
        return preambleTimeoutMillis > 0;
    }
}
