package io.quorate.replica;

import io.quorate.model.LoggedTxn;

/** A logged transaction that has not been applied yet. */
record TailEntry(LoggedTxn logged, byte[] payload) {

    long zxid() {
        return logged.header().zxid();
    }
}
