package io.quorate.config;

import java.util.List;

/** A part of the table of keys, with the heading it has in the reference page. */
record Section(String heading, List<Key> keys) {}
