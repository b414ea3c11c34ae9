package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusEvent;

/** Hears what has become durable. Loop thread. */
public interface PersistenceListener {

    /** Everything up to this ticket is durable. */
    void persisted(long ticket);

    /** A change of history has ended, after its ticket. */
    void historyReset(ConsensusEvent.HistoryReset reset);
}
