/** Programs for the data files of a server that does not run. */
open module io.quorate.tools {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires info.picocli;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.storage;
    requires io.quorate.storage.kit;
    requires io.quorate.tree;
    requires io.quorate.wire;
}
