/** The client ports. */
open module io.quorate.gate.client {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.loop;
    requires io.quorate.wire;
    requires io.quorate.service;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires org.slf4j;
}
