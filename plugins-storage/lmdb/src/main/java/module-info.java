/** The tree in LMDB, the log in ZooKeeper's files. */
open module io.quorate.storage.lmdb {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.wire;
    requires io.quorate.storage;
    requires io.quorate.storage.kit;
    requires lmdbjava;
}
