package io.quorate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, decoded. Shape only: meaning (paths, ACLs, versions) is judged where the
 * request is prepared or answered.
 *
 * <p>Paths and other references may be null only where the wire allows null and the field says so.
 * Byte arrays are owned by the request and not changed. Source: spec client-protocol sections 5 and
 * 6.
 */
public sealed interface Request {

    /** The operation code the request came with. */
    int op();

    /** Requests that become transactions. */
    sealed interface Write extends Request {}

    /** Requests answered from the applied state of the connected server. */
    sealed interface Read extends Request {}

    /**
     * Codes 1, 15, 19 and 21.
     *
     * @param data may be null
     * @param acl may be null or contain incomplete identities
     * @param ttlMillis only code 21 carries it; -1 otherwise
     */
    record Create(
            int op,
            @Nullable Znode path,
            byte @Nullable [] data,
            @Nullable List<AclEntry> acl,
            int flags,
            long ttlMillis)
            implements Write {}

    /** Code 2. */
    record Delete(@Nullable Znode path, int version) implements Write {
        @Override
        public int op() {
            return OpCode.DELETE;
        }
    }

    /** Code 20; born in the server only. */
    record DeleteContainer(Znode path) implements Write {
        @Override
        public int op() {
            return OpCode.DELETE_CONTAINER;
        }
    }

    /** Code 5; {@code data} may be null. */
    record SetData(@Nullable Znode path, byte @Nullable [] data, int version) implements Write {
        @Override
        public int op() {
            return OpCode.SET_DATA;
        }
    }

    /** Code 7; {@code acl} may be null; {@code version} is compared with aversion. */
    record SetAcl(@Nullable Znode path, @Nullable List<AclEntry> acl, int version)
            implements Write {
        @Override
        public int op() {
            return OpCode.SET_ACL;
        }
    }

    /** Code 13; only inside a multi. */
    record Check(@Nullable Znode path, int version) implements Write {
        @Override
        public int op() {
            return OpCode.CHECK;
        }
    }

    /** Code 14. */
    record Multi(List<Write> parts) implements Write {
        @Override
        public int op() {
            return OpCode.MULTI;
        }
    }

    /** Code 16; the three texts may be null. */
    record Reconfig(
            @Nullable String joining,
            @Nullable String leaving,
            @Nullable String newMembers,
            long fromConfig)
            implements Write {
        @Override
        public int op() {
            return OpCode.RECONFIG;
        }
    }

    /** Code -10; born in the server when a client connects. */
    record CreateSession(int timeoutMillis) implements Write {
        @Override
        public int op() {
            return OpCode.CREATE_SESSION;
        }
    }

    /** Code -11. */
    record CloseSession() implements Write {
        @Override
        public int op() {
            return OpCode.CLOSE_SESSION;
        }
    }

    /** Code 9: ordered, but no transaction. */
    record Sync(@Nullable Znode path) implements Request {
        @Override
        public int op() {
            return OpCode.SYNC;
        }
    }

    /** Code 3. */
    record Exists(Znode path, boolean watch) implements Read {
        @Override
        public int op() {
            return OpCode.EXISTS;
        }
    }

    /** Code 4. */
    record GetData(Znode path, boolean watch) implements Read {
        @Override
        public int op() {
            return OpCode.GET_DATA;
        }
    }

    /** Codes 8 and 12. */
    record GetChildren(int op, Znode path, boolean watch) implements Read {}

    /** Code 6. */
    record GetAcl(Znode path) implements Read {
        @Override
        public int op() {
            return OpCode.GET_ACL;
        }
    }

    /** Code 22; parts are {@link GetData} and {@link GetChildren}, their watch flag is ignored. */
    record MultiRead(List<Read> parts) implements Read {
        @Override
        public int op() {
            return OpCode.MULTI_READ;
        }
    }

    /** Codes 17 and 18; {@code type} is a watcher type of {@link WatchKinds}, not yet checked. */
    record WatchQuery(int op, Znode path, int type) implements Read {}

    /** Code 106; {@code mode} not yet checked. */
    record AddWatch(Znode path, int mode) implements Read {
        @Override
        public int op() {
            return OpCode.ADD_WATCH;
        }
    }

    /** Codes 101 and 105 (the last two lists are empty for 101). */
    record SetWatches(
            int op,
            long relativeZxid,
            List<Znode> data,
            List<Znode> exist,
            List<Znode> child,
            List<Znode> persistent,
            List<Znode> persistentRecursive)
            implements Read {}

    /** Code 103; {@code prefix} may be null. */
    record GetEphemerals(@Nullable Znode prefix) implements Read {
        @Override
        public int op() {
            return OpCode.GET_EPHEMERALS;
        }
    }

    /** Code 104. */
    record GetAllChildrenNumber(Znode path) implements Read {
        @Override
        public int op() {
            return OpCode.GET_ALL_CHILDREN_NUMBER;
        }
    }

    /** Code 107. */
    record WhoAmI() implements Read {
        @Override
        public int op() {
            return OpCode.WHO_AM_I;
        }
    }

    /** Code 11. */
    record Ping() implements Read {
        @Override
        public int op() {
            return OpCode.PING;
        }
    }

    /** Code 100; both may be null. */
    record Auth(@Nullable String scheme, byte @Nullable [] credentials) implements Request {
        @Override
        public int op() {
            return OpCode.AUTH;
        }
    }

    /** Code 102; {@code token} may be null. */
    record Sasl(byte @Nullable [] token) implements Request {
        @Override
        public int op() {
            return OpCode.SASL;
        }
    }
}
