/** Four-letter commands and everything else that reports on the replica. */
@SuppressWarnings("module") // the one that puts a server together comes later
open module io.quorate.admin {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.service;
    requires org.slf4j;

    exports io.quorate.admin to
            io.quorate.server;
}
