/**
 * The contract of a consensus plugin: a pure core, its events and its actions. Imports the model,
 * the runtime and the peer API; imported by consensus plugins and the replica.
 */
open module io.quorate.consensus {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;
    requires transitive io.quorate.peer;

    exports io.quorate.consensus;
    exports io.quorate.consensus.host;
}
