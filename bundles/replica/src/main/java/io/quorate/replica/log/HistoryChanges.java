package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.storage.StorageException;

/** Changes of what is durable that only an ensemble brings about. Log worker. */
public interface HistoryChanges {

    /** For a server without others, whose core never asks for any. */
    HistoryChanges NONE =
            new HistoryChanges() {
                @Override
                public ConsensusEvent.HistoryReset truncate(ConsensusAction.Truncate cut) {
                    throw new IllegalStateException("a lone server keeps its history: " + cut);
                }

                @Override
                public ConsensusEvent.HistoryReset install(
                        ConsensusAction.InstallSnapshot install) {
                    throw new IllegalStateException("a lone server keeps its tree: " + install);
                }

                @Override
                public void write(ConsensusAction.StoreMembership membership) {
                    throw new IllegalStateException("a lone server stays alone: " + membership);
                }
            };

    /** Cuts the log, and the tree if need be. Everything before is durable. */
    ConsensusEvent.HistoryReset truncate(ConsensusAction.Truncate cut) throws StorageException;

    /** Puts a received tree in force. Everything before is durable. */
    ConsensusEvent.HistoryReset install(ConsensusAction.InstallSnapshot install)
            throws StorageException;

    /** Writes a configuration of the ensemble. Everything before is durable. */
    void write(ConsensusAction.StoreMembership membership) throws StorageException;
}
