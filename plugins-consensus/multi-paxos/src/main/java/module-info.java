/** Multi-Paxos over one chain of transactions, with a leader lease. */
open module io.quorate.consensus.multipaxos {
    requires static osgi.annotation;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.peer;
    requires io.quorate.consensus;
    requires io.quorate.consensus.kit;
    requires org.slf4j;
}
