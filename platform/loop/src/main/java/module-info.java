/**
 * The Netty event loops seen as loops of the runtime. Imports the runtime; imported by the gates.
 */
open module io.quorate.loop {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires transitive io.quorate.runtime;
    requires io.netty.common;
    requires io.netty.buffer;
    requires transitive io.netty.transport;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires org.slf4j;

    exports io.quorate.loop;
}
