/**
 * Library of storage plugins, imported by them only: journal files and hard state, node records,
 * the snapshot stream, the copy-on-write heap tree.
 */
open module io.quorate.storage.kit {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;
    requires io.quorate.wire;
    requires transitive io.quorate.storage;
    requires org.slf4j;

    exports io.quorate.storage.kit;
    exports io.quorate.storage.kit.heap;
    exports io.quorate.storage.kit.log;
    exports io.quorate.storage.kit.node;
    exports io.quorate.storage.kit.snapshot;
}
