package io.quorate.replica;

import io.quorate.storage.PinnedView;

/**
 * A version of the tree from which reads are answered that had their turn and could not run in it.
 * Closed when the last of them is done. Loop thread only, except for reading the view.
 */
final class HeldView {

    private PinnedView view;
    private final long zxid;
    private int users;

    /**
     * @param zxid last transaction in the view
     */
    HeldView(PinnedView view, long zxid) {
        this.view = view;
        this.zxid = zxid;
    }

    /** The same state, pinned anew, in the place of a view that the storage has ended. */
    void renew(PinnedView same) {
        view.close();
        view = same;
    }

    PinnedView tree() {
        return view;
    }

    long zxid() {
        return zxid;
    }

    /** One read more is answered from it. */
    HeldView share() {
        users++;
        return this;
    }

    boolean isClosed() {
        return users == 0;
    }

    /** One read less. */
    void release() {
        if (--users == 0) {
            view.close();
            view = null;
        }
    }
}
