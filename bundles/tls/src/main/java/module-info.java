/** TLS of a port: settings, key and trust stores, reloading. */
open module io.quorate.tls {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires io.netty.common;
    requires transitive io.netty.buffer;
    requires io.netty.transport;
    requires transitive io.netty.handler;
    requires org.slf4j;

    exports io.quorate.tls;
}
