/** Session table, expiry buckets and one FIFO lane per session. Imported by the replica. */
open module io.quorate.sessions {
    requires static osgi.annotation;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.sessions;
}
