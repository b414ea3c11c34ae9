/** Atomic broadcast, byte-compatible with the quorum protocol of Apache ZooKeeper 3.9. */
open module io.quorate.consensus.zab {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires static org.jspecify;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.peer;
    requires io.quorate.consensus;
    requires io.quorate.consensus.kit;
    requires org.slf4j;
}
