/** The client ports. */
@SuppressWarnings("module") // the one that puts a server together comes later
open module io.quorate.gate.client {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.loop;
    requires io.quorate.wire;
    requires io.quorate.service;
    requires transitive io.quorate.tls;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.transport;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires org.slf4j;

    exports io.quorate.gate.client to
            io.quorate.server;
    exports io.quorate.gate.client.settings to
            io.quorate.server;
}
