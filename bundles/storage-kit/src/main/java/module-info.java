/**
 * Library of storage plugins: journal files, hard state, node records, the copy-on-write heap tree,
 * the snapshot stream. Imported by storage plugins only.
 */
open module io.quorate.storage.kit {
    requires static osgi.annotation;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;
    requires io.quorate.wire;
    requires transitive io.quorate.storage;
    requires org.slf4j;

    exports io.quorate.storage.kit;
}
