/**
 * What the client gate is told: validated by the table of keys, made from a configuration or by who
 * embeds a server. Immutable.
 *
 * <p>May import: nothing. Imported by: the gate, and who puts a server together.
 */
package io.quorate.gate.client.settings;
