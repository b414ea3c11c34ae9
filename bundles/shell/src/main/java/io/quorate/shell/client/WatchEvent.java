package io.quorate.shell.client;

import io.quorate.model.WatchKinds;
import org.jspecify.annotations.Nullable;

/**
 * A notification of the session: a change of a watched node, the end of a watch, or a change of its
 * own state.
 *
 * @param type number of the event type; {@link #NONE} for changes of the session
 * @param state number of the session state
 * @param path the node as the user names it (without chroot), null for changes of the session
 * @param zxid transaction that caused the event, -1 if unknown
 */
public record WatchEvent(int type, int state, @Nullable String path, long zxid) {

    public static final int NONE = -1;
    public static final int DATA_WATCH_REMOVED = 5;
    public static final int CHILD_WATCH_REMOVED = 6;
    public static final int PERSISTENT_WATCH_REMOVED = 7;

    public static final int DISCONNECTED = 0;
    public static final int AUTH_FAILED = 4;
    public static final int CONNECTED_READ_ONLY = 5;
    public static final int CLOSED = 7;
    public static final int EXPIRED = -112;

    private static final long ZXID_UNKNOWN = -1;

    /** Change of the session's state. */
    static WatchEvent ofState(int state) {
        return new WatchEvent(NONE, state, null, ZXID_UNKNOWN);
    }

    /** A watch that ended without a change of the node. */
    static WatchEvent ofRemoval(int type, int state, String path) {
        return new WatchEvent(type, state, path, ZXID_UNKNOWN);
    }

    /** The line that zkCli prints for the event. */
    @Override
    public String toString() {
        return "WatchedEvent state:"
                + stateName()
                + " type:"
                + typeName()
                + " path:"
                + path
                + " zxid: "
                + zxid;
    }

    private String typeName() {
        return switch (type) {
            case NONE -> "None";
            case WatchKinds.NODE_CREATED -> "NodeCreated";
            case WatchKinds.NODE_DELETED -> "NodeDeleted";
            case WatchKinds.NODE_DATA_CHANGED -> "NodeDataChanged";
            case WatchKinds.NODE_CHILDREN_CHANGED -> "NodeChildrenChanged";
            case DATA_WATCH_REMOVED -> "DataWatchRemoved";
            case CHILD_WATCH_REMOVED -> "ChildWatchRemoved";
            case PERSISTENT_WATCH_REMOVED -> "PersistentWatchRemoved";
            default -> "Unknown(" + type + ")";
        };
    }

    private String stateName() {
        return switch (state) {
            case DISCONNECTED -> "Disconnected";
            case WatchKinds.STATE_SYNC_CONNECTED -> "SyncConnected";
            case AUTH_FAILED -> "AuthFailed";
            case CONNECTED_READ_ONLY -> "ConnectedReadOnly";
            case CLOSED -> "Closed";
            case EXPIRED -> "Expired";
            default -> "Unknown(" + state + ")";
        };
    }
}
