/**
 * The contract of an election plugin. Imports the model, the runtime and the peer API; imported by
 * election plugins and the replica.
 */
open module io.quorate.election {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;
    requires transitive io.quorate.peer;

    exports io.quorate.election;
}
