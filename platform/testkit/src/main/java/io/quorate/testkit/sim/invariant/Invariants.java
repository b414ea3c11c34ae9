package io.quorate.testkit.sim.invariant;

import io.quorate.consensus.HardState;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import java.util.Set;

/**
 * What the runs of one protocol must hold beside what every run must: its own invariants. An object
 * watches one run, is called by the one thread of it, and throws a {@link Violation}. What holds
 * for every protocol is judged without it.
 */
public interface Invariants {

    /** Nothing beside what must hold in every run. */
    Invariants NONE = new Invariants() {};

    /**
     * A server asks for its hard state to be written.
     *
     * @param role what it is at that moment
     */
    default void writes(ServerId server, Role role, HardState before, HardState wanted) {}

    /** What {@link #writes} was called with is on disk. */
    default void hasWritten(ServerId server, Role role, HardState before, HardState wanted) {}

    /**
     * A server has stopped, by crash or loss of power.
     *
     * @param hardState what is on its disk
     * @param lastLogged zxid of the last entry in its log; 0 if the log is empty
     */
    default void stopped(ServerId server, HardState hardState, long lastLogged) {}

    /**
     * A client of a server that does not lead asks for a write or a sync.
     *
     * @param what equal to what {@link #comesBack} is called with
     */
    default void asks(ServerId server, Object what) {}

    /** A write is applied, or a sync answered, at a server, asked for there or not. */
    default void comesBack(ServerId server, Object what) {}

    /** What was asked for at a server has an unknown fate. */
    default void forgets(ServerId server) {}

    /**
     * A server begins to serve as leader.
     *
     * @param inForce who decides, as the newest configuration that is committed has it
     */
    default void leads(ServerId server, long epoch, Membership inForce) {}

    /**
     * Most disks are new: an ensemble begins anew.
     *
     * @param outside servers with the old history, which must have no part in what happens
     */
    default void beginsAnew(Set<ServerId> outside) {}

    /** The last of the servers outside has given up its history. */
    default void admitsAll() {}

    /**
     * Whether a leader needs as much as everybody has whose promise it needs: then there are runs
     * in which nobody may lead.
     */
    default boolean needsNewestLeader() {
        return false;
    }
}
