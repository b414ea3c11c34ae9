/** Contract suites, virtual clock, simulated disk and network. Imported by tests only. */
open module io.quorate.testkit {
    requires static osgi.annotation;
    requires transitive io.quorate.model;
    requires transitive io.quorate.runtime;
    requires transitive io.quorate.wire;
    requires transitive io.quorate.service;
    requires transitive io.quorate.peer;
    requires transitive io.quorate.consensus;
    requires transitive io.quorate.election;
    requires transitive io.quorate.storage;
    requires transitive io.quorate.auth;
    requires java.xml;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires org.junit.platform.engine;
    requires org.junit.platform.launcher;

    exports io.quorate.testkit;
    exports io.quorate.testkit.matrix;
    exports io.quorate.testkit.election;
    exports io.quorate.testkit.module;
    exports io.quorate.testkit.sim;
    exports io.quorate.testkit.sim.invariant;
    exports io.quorate.testkit.tls;
}
