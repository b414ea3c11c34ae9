/**
 * The shell's own client session: plain sockets, one reader thread, pings, reconnects that renew the session and register its watches again.
 * Internal to the shell; imports model and wire.
 */
package io.quorate.shell.client;
