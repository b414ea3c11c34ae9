/**
 * Turns a zoo.cfg and the legacy properties into validated settings. Imports the model and the
 * runtime; imported by the kernel and the launcher.
 */
open module io.quorate.config {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.config;
}
