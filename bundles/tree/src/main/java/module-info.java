/**
 * The replicated state machine: prepare and apply of every operation, ACL and quota checks, the
 * tree digest. Imported by the replica.
 */
open module io.quorate.tree {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.storage;
    requires io.quorate.runtime;
    requires io.quorate.wire;
    requires org.slf4j;

    exports io.quorate.tree;
}
