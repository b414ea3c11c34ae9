/**
 * Library of consensus plugins, imported by them only: what protocols have in common whose leader
 * brings learners in step and counts what they acknowledge.
 */
open module io.quorate.consensus.kit {
    requires static osgi.annotation;
    requires transitive io.quorate.model;
    requires io.quorate.runtime;
    requires transitive io.quorate.peer;
    requires transitive io.quorate.consensus;
    requires org.slf4j;

    exports io.quorate.consensus.kit;
    exports io.quorate.consensus.kit.calls;
    exports io.quorate.consensus.kit.feed;
    exports io.quorate.consensus.kit.leader;
    exports io.quorate.consensus.kit.learner;
    exports io.quorate.consensus.kit.state;
}
