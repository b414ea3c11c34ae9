package io.quorate.wire;

import io.quorate.model.Znode;

/**
 * A watch notification behind its reply header. Source: spec client-protocol section 7.
 *
 * @param type one of the NODE constants of {@link io.quorate.model.WatchKinds}
 * @param state 3, connected, from every server
 * @param path the node the event is about
 */
public record WatchEvent(int type, int state, Znode path) {}
