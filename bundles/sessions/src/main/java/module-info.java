/** Session table, expiry buckets and one FIFO lane per session. Imported by the replica. */
open module io.quorate.sessions {
    requires static osgi.annotation;
    requires static org.jspecify;

    exports io.quorate.sessions;
}
