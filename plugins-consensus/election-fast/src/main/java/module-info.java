/** Fast leader election, wire-compatible with ZooKeeper 3.9. */
open module io.quorate.election.fast {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires static org.jspecify;
    requires io.quorate.model;
    requires io.quorate.peer;
    requires io.quorate.election;
    requires io.quorate.election.kit;
}
