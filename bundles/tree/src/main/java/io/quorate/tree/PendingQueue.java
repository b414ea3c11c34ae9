package io.quorate.tree;

/**
 * The changes of prepared transactions in zxid order, so that they can be forgotten when applied: a
 * ring of (node, zxid).
 */
final class PendingQueue {

    private static final int INITIAL_SLOTS = 256;

    private PendingNode[] nodes = new PendingNode[INITIAL_SLOTS];
    private long[] zxids = new long[INITIAL_SLOTS];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(PendingNode node, long zxid) {
        if (size == nodes.length) {
            grow();
        }
        int slot = (head + size++) & (nodes.length - 1);
        nodes[slot] = node;
        zxids[slot] = zxid;
    }

    /** zxid of the oldest entry; the queue is not empty. */
    long firstZxid() {
        return zxids[head];
    }

    PendingNode removeFirst() {
        PendingNode node = nodes[head];
        nodes[head] = null;
        head = (head + 1) & (nodes.length - 1);
        size--;
        return node;
    }

    PendingNode removeLast() {
        int slot = (head + --size) & (nodes.length - 1);
        PendingNode node = nodes[slot];
        nodes[slot] = null;
        return node;
    }

    private void grow() {
        PendingNode[] widerNodes = new PendingNode[size * 2];
        long[] widerZxids = new long[size * 2];
        int first = size - head;
        System.arraycopy(nodes, head, widerNodes, 0, first);
        System.arraycopy(nodes, 0, widerNodes, first, head);
        System.arraycopy(zxids, head, widerZxids, 0, first);
        System.arraycopy(zxids, 0, widerZxids, first, head);
        nodes = widerNodes;
        zxids = widerZxids;
        head = 0;
    }
}
