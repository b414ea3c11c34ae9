/**
 * Ordered byte links between servers. Imports the peer API, the runtime and the loop; imported by
 * nobody.
 */
@SuppressWarnings("module") // the one that puts a server together comes later
open module io.quorate.gate.peer {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.runtime;
    requires io.quorate.loop;
    requires io.quorate.peer;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires org.slf4j;

    exports io.quorate.gate.peer to
            io.quorate.server;
}
