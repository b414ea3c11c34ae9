/**
 * What a server of this protocol keeps whatever its role: its settings, what it has promised as an
 * acceptor, and the rules that safety hangs on. One core owns all of it; nothing here is safe for
 * threads.
 *
 * <p>Imports of this plugin: nothing.
 */
package io.quorate.consensus.multipaxos.state;
