package io.quorate.config;

/**
 * A key as it was set.
 *
 * @param key as written
 * @param value without spaces around it
 * @param place where, for messages, for example {@code conf/zoo.cfg line 3}
 */
record Entry(String key, String value, String place) {}
