package io.quorate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation came to. The gate turns it into the reply body of the operation code. A refusal
 * is a value like any other.
 *
 * <p>Source: spec client-protocol sections 6.2 and 8.3.
 */
public sealed interface Outcome {

    /** Success without a body. */
    Done DONE = new Done();

    /** Not done; {@code error} of {@link ErrorCode}. */
    record Refused(int error) implements Outcome {}

    record Done() implements Outcome {}

    /** A created node; code 1 shows only the path, and its {@code stat} may be null. */
    record Created(int op, Znode path, @Nullable Stat stat) implements Outcome {}

    /** setData, setACL, exists. */
    record Stats(Stat stat) implements Outcome {}

    /**
     * getData, reconfig.
     *
     * @param source array that holds the data; not to be changed; null for null data
     * @param offset of the first byte
     * @param length bytes, -1 for null data
     */
    record Data(byte @Nullable [] source, int offset, int length, Stat stat) implements Outcome {}

    /**
     * getChildren and getChildren2.
     *
     * @param names UTF-8 names of the children, any order
     */
    record Children(List<byte[]> names, @Nullable Stat stat) implements Outcome {}

    /** getACL. */
    record Acl(List<AclEntry> entries, Stat stat) implements Outcome {}

    /** getAllChildrenNumber, addWatch (0). */
    record Number(int value) implements Outcome {}

    /** getEphemerals. */
    record Paths(List<Znode> paths) implements Outcome {}

    /** sync. */
    record Synced(@Nullable Znode path) implements Outcome {}

    /** whoAmI: scheme and user of each identity. */
    record Who(List<Identity> users) implements Outcome {}

    /** multi and multiRead: one part per operation; {@code ops} the operation code of each. */
    record Multi(int[] ops, List<Outcome> parts) implements Outcome {}

    /** SASL reply; {@code token} may be null. */
    record Token(byte @Nullable [] token) implements Outcome {}
}
