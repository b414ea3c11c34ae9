package io.quorate.consensus;

import io.quorate.model.ServerId;

/**
 * The origin of a call to the leader.
 *
 * @param server the server whose session asked (an observer master for its observers); owner of the
 *     session
 * @param ref the core's; echoed in the answer
 */
public record Caller(ServerId server, long ref) {}
