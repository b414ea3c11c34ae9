package io.quorate.gate.client.settings;

/**
 * How many connections there may be.
 *
 * @param perHostMax {@code maxClientCnxns} per address; 0: no limit
 * @param inAllMax {@code maxCnxns}; 0: no limit
 * @param sessionlessTimeoutMillis {@code nio.sessionlessCnxnTimeout}: how long a connection may be
 *     silent before it has a session
 */
public record ConnectionLimits(int perHostMax, int inAllMax, int sessionlessTimeoutMillis) {}
