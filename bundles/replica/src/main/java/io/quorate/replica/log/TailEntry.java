package io.quorate.replica.log;

import io.quorate.model.LoggedTxn;

/** A logged transaction that has not been applied yet. */
public record TailEntry(LoggedTxn logged, byte[] payload) {

    public long zxid() {
        return logged.header().zxid();
    }
}
