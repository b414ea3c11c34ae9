/**
 * What a server of this protocol is set to, and the rules that safety hangs on.
 *
 * <p>Imports of this plugin: nothing.
 */
@NullMarked
package io.quorate.consensus.zab.state;

import org.jspecify.annotations.NullMarked;
