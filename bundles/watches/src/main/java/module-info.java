/** The watch index. Imported by the replica. */
open module io.quorate.watches {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.watches;
}
