/**
 * What a server keeps whatever its role: hard state and log, configurations, time, settings, the
 * rules that safety hangs on, and how it enters and leaves a role. One core owns all of it; nothing
 * here is safe for threads.
 *
 * <p>Imports of this plugin: {@code wire}.
 */
package io.quorate.consensus.zab.state;
