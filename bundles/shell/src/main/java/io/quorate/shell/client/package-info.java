/**
 * The shell's own client session: plain sockets, one reader thread, pings, reconnects that renew
 * the session and its watches. Internal to the shell; imports model and wire.
 */
@NullMarked
package io.quorate.shell.client;

import org.jspecify.annotations.NullMarked;
