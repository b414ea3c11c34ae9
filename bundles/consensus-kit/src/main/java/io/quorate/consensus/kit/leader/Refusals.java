package io.quorate.consensus.kit.leader;

import io.quorate.model.ServerId;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why learners are turned away, each reason once in a term. */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Who is turned away may come again and again, and under any name. */
    private static final int TOLD_MAX = 64;

    private final Set<String> told = new HashSet<>();

    /** Always false. */
    public boolean refuse(ServerId id, String reason) {
        if (told.size() < TOLD_MAX && told.add(id + " " + reason)) {
            LOG.warn("server {} is turned away: {}", id, reason);
        }
        return false;
    }
}
