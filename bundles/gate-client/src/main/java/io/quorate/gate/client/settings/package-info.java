/**
 * Settings of the client gate: validated by the table of keys, made from a configuration or by code
 * that embeds a server. Immutable.
 *
 * <p>May import: {@code io.quorate.tls}. Imported by: the gate, and code that puts a server
 * together.
 */
@NullMarked
package io.quorate.gate.client.settings;

import org.jspecify.annotations.NullMarked;
