/** Library of election plugins, imported by them only. */
open module io.quorate.election.kit {
    requires static osgi.annotation;
    requires transitive io.quorate.model;
    requires io.quorate.runtime;
    requires transitive io.quorate.peer;
    requires transitive io.quorate.election;
    requires org.slf4j;

    exports io.quorate.election.kit;
}
