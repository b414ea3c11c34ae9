package io.quorate.simulation.model;

/** Transactions of a search: each is the number of the write it carries out. */
final class Txns {

    static final int BYTES = 4;

    private Txns() {}

    static byte[] of(int number) {
        return new byte[] {0, 0, 0, (byte) number};
    }

    static int number(byte[] txn) {
        return txn[BYTES - 1];
    }
}
