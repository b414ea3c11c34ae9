package io.quorate.consensus.kit.learner;

import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;

/**
 * Where a learner gets everything from.
 *
 * @param link the link to that server
 * @param leader the leader of the epoch
 * @param master true if the link leads to a follower that feeds observers: it is no leader and may
 *     lack what is decided
 */
public record Upstream(LinkId link, ServerId leader, boolean master) {}
