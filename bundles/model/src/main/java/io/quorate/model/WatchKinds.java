package io.quorate.model;

/**
 * Numbers of watch modes, watcher types and event types. Source: spec client-protocol sections 6.4
 * and 7.
 */
public final class WatchKinds {

    /** addWatch mode: persistent. */
    public static final int MODE_PERSISTENT = 0;

    /** addWatch mode: persistent recursive. */
    public static final int MODE_PERSISTENT_RECURSIVE = 1;

    public static final int TYPE_CHILDREN = 1;
    public static final int TYPE_DATA = 2;
    public static final int TYPE_ANY = 3;
    public static final int TYPE_PERSISTENT = 4;
    public static final int TYPE_PERSISTENT_RECURSIVE = 5;

    public static final int NODE_CREATED = 1;
    public static final int NODE_DELETED = 2;
    public static final int NODE_DATA_CHANGED = 3;
    public static final int NODE_CHILDREN_CHANGED = 4;

    /** State in every event a server sends. */
    public static final int STATE_SYNC_CONNECTED = 3;

    private WatchKinds() {}
}
