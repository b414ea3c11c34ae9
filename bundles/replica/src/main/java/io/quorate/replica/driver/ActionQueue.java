package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import java.util.ArrayList;

/** The actions of one step, in order, and how many of them have been executed. Loop thread only. */
final class ActionQueue implements ConsensusActions {

    private final ArrayList<ConsensusAction> actions = new ArrayList<>();
    private int executed;

    @Override
    public void add(ConsensusAction action) {
        actions.add(action);
    }

    /** Whether all have been executed. */
    boolean isDone() {
        return executed == actions.size();
    }

    /** The next one to execute. */
    ConsensusAction next() {
        return actions.get(executed++);
    }

    /** Before the next step. */
    void clear() {
        actions.clear();
        executed = 0;
    }
}
