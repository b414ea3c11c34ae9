/**
 * Links between servers as a protocol core sees them. Imports the model and the runtime; imported
 * by consensus and election plugins and by the peer gate.
 */
open module io.quorate.peer {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.peer;
    exports io.quorate.peer.host;
}
