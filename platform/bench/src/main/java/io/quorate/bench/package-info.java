/**
 * The load generator and the side by side comparison with a real ZooKeeper server.
 *
 * <p>Everything here talks raw bytes to a server process and shares no code with the product, so
 * that a defect of our codec cannot hide itself: its few lines of jute and its numbers of
 * operations stand here a second time on purpose. Imports nothing of the project; imported by the
 * conformance tests and those of the distribution, never by the server.
 */
@NullMarked
package io.quorate.bench;

import org.jspecify.annotations.NullMarked;
