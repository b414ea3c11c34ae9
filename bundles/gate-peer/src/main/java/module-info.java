/**
 * Ordered byte links between servers. Imports the peer API, the runtime and the loop; imported by
 * nobody.
 */
open module io.quorate.gate.peer {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.runtime;
    requires io.quorate.loop;
    requires io.quorate.peer;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires org.slf4j;
}
