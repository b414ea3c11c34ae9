package io.quorate.consensus.multipaxos.wire;

/** Numbers of the messages. Source: spec multi-paxos section 9. */
final class MessageType {

    static final int HELLO = 1;
    static final int PREPARE = 2;
    static final int PROMISE = 3;
    static final int NACK = 4;
    static final int FETCH = 5;
    static final int FETCH_END = 6;
    static final int PROBE = 7;
    static final int PROBED = 8;
    static final int DIFFERENCE = 9;
    static final int TREE = 10;
    static final int TREE_BYTES = 11;
    static final int TREE_END = 12;
    static final int ACCEPT = 13;
    static final int ACCEPTED = 14;
    static final int COMMIT = 15;
    static final int ACTIVATE = 16;
    static final int INFORM = 17;
    static final int EPOCH_START = 18;
    static final int SERVE = 19;
    static final int BEAT = 20;
    static final int BEAT_ANSWER = 21;
    static final int SUBMIT = 22;
    static final int SYNC = 23;
    static final int SYNCED = 24;
    static final int REVALIDATE = 25;
    static final int REVALIDATED = 26;
    static final int REFUSED = 27;

    private MessageType() {}
}
