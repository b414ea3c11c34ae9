/** The one loop: events to the core, actions to the modules. Where the modules meet. */
@SuppressWarnings("module") // the one that puts a server together comes later
open module io.quorate.replica {
    requires static osgi.annotation;
    requires static org.osgi.framework;
    requires static org.osgi.service.component;
    requires static org.osgi.service.component.annotations;
    requires static org.jspecify;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.config;
    requires io.quorate.wire;
    requires io.quorate.service;
    requires io.quorate.peer;
    requires io.quorate.consensus;
    requires io.quorate.election;
    requires io.quorate.storage;
    requires io.quorate.auth;
    requires io.quorate.tree;
    requires io.quorate.sessions;
    requires io.quorate.watches;
    requires org.slf4j;

    exports io.quorate.replica to
            io.quorate.server;
    exports io.quorate.replica.auth to
            io.quorate.server;
    exports io.quorate.replica.driver to
            io.quorate.server;
    exports io.quorate.replica.host to
            io.quorate.server;
    exports io.quorate.replica.membership to
            io.quorate.server;
    exports io.quorate.replica.settings to
            io.quorate.server;
}
