/**
 * Jute reading and writing over byte arrays, frame bounds, one codec per message and transaction.
 * Imports the model; imported by the gates, the storages and the replica.
 */
open module io.quorate.wire {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;

    exports io.quorate.wire;
}
