package io.quorate.replica.driver;

import io.quorate.storage.PinnedView;

/**
 * A version of the tree from which reads are answered that had their turn and could not run in it.
 * Closed when the last of them is done. Loop thread only, except for reading the view.
 */
public final class HeldView {

    private PinnedView view;
    private final long zxid;
    private int users;

    /**
     * Holds a view of the tree.
     *
     * @param zxid last transaction in the view
     */
    public HeldView(PinnedView view, long zxid) {
        this.view = view;
        this.zxid = zxid;
    }

    /** The same state, pinned anew, in the place of a view that the storage has ended. */
    public void renew(PinnedView same) {
        view.close();
        view = same;
    }

    public PinnedView tree() {
        return view;
    }

    public long zxid() {
        return zxid;
    }

    /** One read more is answered from it. */
    public HeldView share() {
        users++;
        return this;
    }

    public boolean isClosed() {
        return users == 0;
    }

    /** One read less. */
    @SuppressWarnings("NullAway") // nobody reads it any more
    public void release() {
        if (--users == 0) {
            view.close();
            view = null;
        }
    }
}
