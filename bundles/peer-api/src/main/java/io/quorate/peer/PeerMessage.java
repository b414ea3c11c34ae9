package io.quorate.peer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A message between servers, implemented by the records of a plugin. Immutable: byte arrays in it
 * are never changed after they have been handed over, and nothing in it is reference-counted, so a
 * message may be kept for as long as its receiver likes (consensus SPI M11).
 */
@ConsumerType
public interface PeerMessage {}
