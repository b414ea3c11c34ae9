package io.quorate.consensus.kit.feed;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.kit.state.Outbox;

/** What is being read for one learner: the log, or a tree; one chunk of each at a time. */
public final class FeedSource {

    private static final int LOG_CHUNK_BYTES = 1 << 20;
    private static final int TREE_CHUNK_BYTES = 256 * 1024;

    private final Outbox out;
    private long log;
    private boolean logAsked;
    private long tree;
    private boolean treeAsked;

    FeedSource(Outbox out) {
        this.out = out;
    }

    /** Asks for the log behind {@code from}, or for more of it. */
    void readLog(long from) {
        if (logAsked) {
            return;
        }
        if (log == 0) {
            log = out.nextId();
        }
        logAsked = true;
        out.add(new ConsensusAction.ReadLog(log, from, LOG_CHUNK_BYTES));
    }

    /** A chunk of the log came. */
    void logCame() {
        logAsked = false;
    }

    boolean awaitsLog() {
        return logAsked;
    }

    /** The log is not needed any more. */
    void endLog() {
        if (log != 0) {
            out.add(new ConsensusAction.CancelRead(log));
            log = 0;
            logAsked = false;
        }
    }

    /** Asks for the tree as it is now, or for more of it. */
    void readTree() {
        if (treeAsked) {
            return;
        }
        if (tree == 0) {
            tree = out.nextId();
        }
        treeAsked = true;
        out.add(new ConsensusAction.ReadSnapshot(tree, TREE_CHUNK_BYTES));
    }

    /** A chunk of the tree came. */
    void treeCame(boolean last) {
        treeAsked = false;
        if (last) {
            tree = 0;
        }
    }

    /** Ends everything. */
    void release() {
        endLog();
        if (tree != 0) {
            out.add(new ConsensusAction.CancelRead(tree));
            tree = 0;
        }
    }

    boolean owns(long id) {
        return id != 0 && (id == log || id == tree);
    }
}
