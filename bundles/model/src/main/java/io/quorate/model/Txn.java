package io.quorate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared transaction: what every replica applies, in the shapes of ZooKeeper's log. Source:
 * spec disk-format sections 4, 5 and 7.
 *
 * <p>Sequential names are resolved, {@code auth} entries expanded. Byte arrays may be null where
 * the log allows null data.
 */
public sealed interface Txn {

    /** Type in the header; selects the body. */
    int type();

    /**
     * Types 1, 15, 19 and 21.
     *
     * @param parentCversion child counter of the parent after this create; -1 in logs of very old
     *     servers: parent's own plus one
     * @param ttlMillis only type 21; -1 otherwise
     */
    record Create(
            int type,
            Znode path,
            byte @Nullable [] data,
            List<AclEntry> acl,
            boolean ephemeral,
            int parentCversion,
            long ttlMillis)
            implements Txn {}

    /** Types 2 and 20. */
    record Delete(int type, Znode path) implements Txn {}

    /** Types 5 and 16; {@code version} is the new one. */
    record SetData(int type, Znode path, byte @Nullable [] data, int version) implements Txn {}

    /** Type 7; {@code version} is the new ACL version. */
    record SetAcl(Znode path, List<AclEntry> acl, int version) implements Txn {
        @Override
        public int type() {
            return OpCode.SET_ACL;
        }
    }

    /** Type 13; {@code version} is the checked one plus one. */
    record Check(Znode path, int version) implements Txn {
        @Override
        public int type() {
            return OpCode.CHECK;
        }
    }

    /** Type -1: a refused request; changes nothing. */
    record Refused(int error) implements Txn {
        @Override
        public int type() {
            return OpCode.ERROR;
        }
    }

    /** Type 14; if any part is {@link Refused} nothing is applied. */
    record Multi(List<Txn> parts) implements Txn {
        @Override
        public int type() {
            return OpCode.MULTI;
        }
    }

    /** Type -10. */
    record CreateSession(int timeoutMillis) implements Txn {
        @Override
        public int type() {
            return OpCode.CREATE_SESSION;
        }
    }

    /** Type -11; {@code ephemerals} is null where the log carries no list. */
    record CloseSession(@Nullable List<Znode> ephemerals) implements Txn {
        @Override
        public int type() {
            return OpCode.CLOSE_SESSION;
        }
    }
}
