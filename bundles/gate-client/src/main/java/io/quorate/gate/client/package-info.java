/**
 * The client port: accepts, frames, decodes and offers requests to the {@link
 * io.quorate.service.RequestHandler}; encodes replies and events and writes them once per turn of
 * the loop. Everything but the sockets' own reads and writes happens on the replica's loop. Exports
 * nothing.
 *
 * <p>May import: {@code io.quorate.model}, {@code io.quorate.wire}, {@code io.quorate.service},
 * {@code io.quorate.runtime}, {@code io.quorate.loop}, {@code io.quorate.tls}, Netty. Imported by:
 * nobody. Start with {@link io.quorate.gate.client.Connection}.
 */
@NullMarked
package io.quorate.gate.client;

import org.jspecify.annotations.NullMarked;
