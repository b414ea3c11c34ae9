/**
 * The contract of a storage engine: journal, hard state, versioned tree. Imports the model and the
 * runtime; imported by storage plugins, the tree and the replica.
 */
open module io.quorate.storage {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.storage;
}
