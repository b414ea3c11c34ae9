/** A whole server in plain Java. Imports the modules it puts together; imported by nobody. */
module io.quorate.server {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires io.quorate.loop;
    requires transitive io.quorate.runtime;
    requires transitive io.quorate.model;
    requires transitive io.quorate.service;
    requires transitive io.quorate.peer;
    requires transitive io.quorate.consensus;
    requires transitive io.quorate.election;
    requires transitive io.quorate.storage;
    requires transitive io.quorate.auth;
    requires transitive io.quorate.tree;
    requires transitive io.quorate.replica;
    requires transitive io.quorate.gate.client;
    requires transitive io.quorate.gate.peer;
    requires transitive io.quorate.admin;
    requires org.slf4j;

    exports io.quorate.server;
}
