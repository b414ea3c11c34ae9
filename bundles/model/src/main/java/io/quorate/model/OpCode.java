package io.quorate.model;

/**
 * Operation codes of the client protocol and transaction types of the log. Source: spec
 * client-protocol section 5.
 */
public final class OpCode {

    public static final int NOTIFICATION = 0;
    public static final int CREATE = 1;
    public static final int DELETE = 2;
    public static final int EXISTS = 3;
    public static final int GET_DATA = 4;
    public static final int SET_DATA = 5;
    public static final int GET_ACL = 6;
    public static final int SET_ACL = 7;
    public static final int GET_CHILDREN = 8;
    public static final int SYNC = 9;
    public static final int PING = 11;
    public static final int GET_CHILDREN2 = 12;
    public static final int CHECK = 13;
    public static final int MULTI = 14;
    public static final int CREATE2 = 15;
    public static final int RECONFIG = 16;
    public static final int CHECK_WATCHES = 17;
    public static final int REMOVE_WATCHES = 18;
    public static final int CREATE_CONTAINER = 19;
    public static final int DELETE_CONTAINER = 20;
    public static final int CREATE_TTL = 21;
    public static final int MULTI_READ = 22;
    public static final int AUTH = 100;
    public static final int SET_WATCHES = 101;
    public static final int SASL = 102;
    public static final int GET_EPHEMERALS = 103;
    public static final int GET_ALL_CHILDREN_NUMBER = 104;
    public static final int SET_WATCHES2 = 105;
    public static final int ADD_WATCH = 106;
    public static final int WHO_AM_I = 107;
    public static final int CREATE_SESSION = -10;
    public static final int CLOSE_SESSION = -11;
    public static final int ERROR = -1;

    private OpCode() {}

    /**
     * True for operations that go through the ordering pipeline as transactions, as clients may
     * send them.
     */
    public static boolean isWrite(int op) {
        return path(op) == Path.WRITE;
    }

    /** True for operations answered from the applied state of the connected server. */
    public static boolean isRead(int op) {
        return path(op) == Path.READ;
    }

    /**
     * True for everything a client may send after its connect request (deviation: -10 and 20 are
     * not accepted).
     */
    public static boolean isFromClient(int op) {
        return path(op) != Path.NOT_FROM_CLIENTS;
    }

    /** How a request of a client is served. */
    private enum Path {
        WRITE,
        READ,
        OTHER,
        NOT_FROM_CLIENTS
    }

    private static Path path(int op) {
        return switch (op) {
            case CREATE,
                    DELETE,
                    SET_DATA,
                    SET_ACL,
                    MULTI,
                    CREATE2,
                    RECONFIG,
                    CREATE_CONTAINER,
                    CREATE_TTL,
                    CLOSE_SESSION ->
                    Path.WRITE;
            case EXISTS,
                    GET_DATA,
                    GET_ACL,
                    GET_CHILDREN,
                    GET_CHILDREN2,
                    CHECK_WATCHES,
                    REMOVE_WATCHES,
                    MULTI_READ,
                    SET_WATCHES,
                    GET_EPHEMERALS,
                    GET_ALL_CHILDREN_NUMBER,
                    SET_WATCHES2,
                    ADD_WATCH,
                    WHO_AM_I,
                    PING ->
                    Path.READ;
            case SYNC, AUTH, SASL -> Path.OTHER;
            // A check stands in a multi only; the others are born in a server.
            case CHECK, DELETE_CONTAINER, CREATE_SESSION, NOTIFICATION, ERROR ->
                    Path.NOT_FROM_CLIENTS;
            default -> Path.NOT_FROM_CLIENTS;
        };
    }

    /** What the operation is called, for people. */
    public static String name(int op) {
        return switch (op) {
            case NOTIFICATION -> "notification";
            case CREATE -> "create";
            case DELETE -> "delete";
            case EXISTS -> "exists";
            case GET_DATA -> "getData";
            case SET_DATA -> "setData";
            case GET_ACL -> "getACL";
            case SET_ACL -> "setACL";
            case GET_CHILDREN -> "getChildren";
            case SYNC -> "sync";
            case PING -> "ping";
            case GET_CHILDREN2 -> "getChildren2";
            case CHECK -> "check";
            case MULTI -> "multi";
            case CREATE2 -> "create2";
            case RECONFIG -> "reconfig";
            case CHECK_WATCHES -> "checkWatches";
            case REMOVE_WATCHES -> "removeWatches";
            case CREATE_CONTAINER -> "createContainer";
            case DELETE_CONTAINER -> "deleteContainer";
            case CREATE_TTL -> "createTTL";
            case MULTI_READ -> "multiRead";
            case AUTH -> "auth";
            case SET_WATCHES -> "setWatches";
            case SASL -> "sasl";
            case GET_EPHEMERALS -> "getEphemerals";
            case GET_ALL_CHILDREN_NUMBER -> "getAllChildrenNumber";
            case SET_WATCHES2 -> "setWatches2";
            case ADD_WATCH -> "addWatch";
            case WHO_AM_I -> "whoAmI";
            case CREATE_SESSION -> "createSession";
            case CLOSE_SESSION -> "closeSession";
            case ERROR -> "error";
            default -> "operation " + op;
        };
    }
}
