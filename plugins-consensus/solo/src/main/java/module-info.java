/** One server, no peers. */
open module io.quorate.consensus.solo {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.peer;
    requires io.quorate.consensus;
}
