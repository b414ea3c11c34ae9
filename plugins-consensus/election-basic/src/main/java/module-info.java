/** Polls every peer for its vote until a quorum agrees. */
open module io.quorate.election.basic {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.peer;
    requires io.quorate.election;
    requires io.quorate.election.kit;
}
