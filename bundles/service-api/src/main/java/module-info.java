/**
 * The interface between the gates and the replica. Imports the model and the runtime; implemented
 * by the replica, imported by the gates and admin.
 */
open module io.quorate.service {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;

    exports io.quorate.service;
}
